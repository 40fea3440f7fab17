"""The commands of the window: one row each; menus, shortcuts, palette and help derive from the table."""
