"""What drawing a PDF takes of time and memory."""
