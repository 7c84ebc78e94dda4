"""Words that decide, as data: what people write in many languages when they mean one thing."""
