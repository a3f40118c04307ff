"""The drawn shapes of goods: paths on a 200 × 200 canvas with colour roles, one module per part of the wardrobe."""
