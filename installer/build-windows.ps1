# Builds the Windows folder on a machine that has nothing but Python 3.11 from python.org, and lets it prove itself.
# Not run by us: see "What was proven, and what was not" in docs/it/deployment.md.
#   powershell -ExecutionPolicy Bypass -File installer\build-windows.ps1
$ErrorActionPreference = "Stop"
Set-Location (Split-Path -Parent $PSScriptRoot)

py -3.11 dev.py package folder
if ($LASTEXITCODE -ne 0) { throw "the folder was not built" }

$program = "dist\sagsbud\sagsbud.exe"
$data = Join-Path $env:TEMP "sagsbud-proof"
Remove-Item -Recurse -Force $data -ErrorAction SilentlyContinue

& $program --version
& $program demo --headless --json --data $data | Out-File (Join-Path $env:TEMP "sagsbud-demo.json")
if ($LASTEXITCODE -ne 0) { throw "the demo was not filed" }
& $program selftest --data $data
if ($LASTEXITCODE -ne 0) { throw "the self-test fails" }

$size = (Get-ChildItem -Recurse -File dist\sagsbud | Measure-Object Length -Sum).Sum / 1MB
"{0:N0} MB unpacked. Copy dist\sagsbud to a Debian machine and run: python3 dev.py package msi" -f $size
