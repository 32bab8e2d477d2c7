"""The machine around us: folders, keys, settings, processes, logs."""
