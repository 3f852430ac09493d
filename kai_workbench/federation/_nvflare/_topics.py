"""What the two ends of the network call things."""

JOIN, TOPIC, ALIVE = "kai.join", "kai.ask", "kai.alive"
MESSAGE, REASON = "message", "reason"
