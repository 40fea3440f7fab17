"""Files read anew: answers that stay good, choices that go over, and boxes that keep their places."""
