"""Customer segmentation at Olist: from the nine order tables to a report."""
