"""One reader per format. A reader is a function from `Job` to `RawDocument`, imported when a file needs it."""
