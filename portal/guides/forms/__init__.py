from portal.guides.forms.feedback import FeedbackForm, HelpedForm, WordsForm

__all__ = ["FeedbackForm", "HelpedForm", "WordsForm"]
