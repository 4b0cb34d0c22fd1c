from django.urls import path

from portal.watch import views
from portal.watch.report import AddressReport

app_name = "watch"
urlpatterns = [
    path("", AddressReport.as_view(), name="report"),
    path("results/", AddressReport.as_view(results_only=True), name="report_results"),
    path("<int:pk>/check/", views.check_again, name="check_again"),
    path("<int:pk>/fine/", views.fine, name="fine"),
]
