"""The caseworker's window: side bar, lists, queue line, what needs a person, and the overlays above them."""
