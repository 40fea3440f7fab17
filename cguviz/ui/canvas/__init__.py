"""The picture on the screen: a `Scene` painted through a `Camera`.

Knows pixels, colours and gestures; knows nothing of captures, layouts or files.
"""
