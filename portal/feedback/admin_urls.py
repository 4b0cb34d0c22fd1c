from django.urls import path

from portal.feedback.admin_views import done
from portal.feedback.report import AnswersReport

app_name = "feedback_admin"
urlpatterns = [
    path("answers/", AnswersReport.as_view(), name="answers"),
    path("answers/results/", AnswersReport.as_view(results_only=True), name="answers_results"),
    path("done/<int:page>/", done, name="done"),
]
