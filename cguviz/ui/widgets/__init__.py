"""Small widgets of more than one part of the window: a line of parts, a heading, a box of choices."""
