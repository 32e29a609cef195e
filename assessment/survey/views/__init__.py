"""Pages of a survey: its maker's, its respondents', and the outcome that both may see."""
