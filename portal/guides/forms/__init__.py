from portal.guides.forms.feedback import FeedbackForm

__all__ = ["FeedbackForm"]
