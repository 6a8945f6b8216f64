"""A synthetic marketplace with the shapes of Olist's: parameters, catalogue, orders."""
