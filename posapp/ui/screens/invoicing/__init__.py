"""What a customer may want after she has paid: an invoice, or her receipt as a page."""
