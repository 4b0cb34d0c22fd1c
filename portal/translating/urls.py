from django.urls import path

from portal.translating import views
from portal.translating.report import TranslationReport

app_name = "translating"
urlpatterns = [
    path("still-fine/<int:pk>/", views.still_fine, name="still_fine"),
    path("report/", TranslationReport.as_view(), name="report"),
    path("report/results/", TranslationReport.as_view(results_only=True), name="report_results"),
]
