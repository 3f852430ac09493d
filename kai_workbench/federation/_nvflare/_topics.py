"""What the two ends of the network call things."""

JOIN, TOPIC, MESSAGE, REASON = "kai.join", "kai.ask", "message", "reason"
