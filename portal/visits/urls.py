from django.urls import path

from portal.visits.report import ReadershipReport

app_name = "visits"
urlpatterns = [
    path("report/", ReadershipReport.as_view(), name="report"),
    path("report/results/", ReadershipReport.as_view(results_only=True), name="report_results"),
]
