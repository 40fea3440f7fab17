"""Everything Qt: the application, the window, the canvas and raster export."""
