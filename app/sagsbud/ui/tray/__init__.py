"""The icon in the task bar: how it stands in one form, and a word only when a person is newly needed."""
