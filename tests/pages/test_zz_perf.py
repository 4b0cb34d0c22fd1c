import time, pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from portal.pages.models import *
from portal.pages.languages import codes
from blog.models import *
from tests import make
from portal.pages.redirect_import import *
from wagtail.models import Site
from wagtail.contrib.redirects.models import Redirect
pytestmark = pytest.mark.django_db
def test_perf():
    index=make.index(); make.post()
    t=BlogPage.objects.get()
    for number in range(2000):
        p=BlogPage(**{f.attname:getattr(t,f.attname) for f in BlogPage._meta.concrete_fields if f.attname not in {"id","basepage_ptr_id","path","translation_key"}})
        p.path=f"{index.path}{p._int2str(number+10).zfill(4)}"
        for c in codes():
            setattr(p,f"slug_{c}",f"postimi-{number}"); setattr(p,f"url_path_{c}",f"/home/blog/postimi-{number}/")
        p.url_path=f"/home/blog/postimi-{number}/"
        BasePage.save_base(p, force_insert=True)
    i=BlogIndexPage.objects.get(); i.slug_sq="lexime"; i.slug_en="reads"
    s=time.time()
    with CaptureQueriesContext(connection) as c: i.save()
    print("rename 2000:", time.time()-s, len(c), Redirect.objects.count())
    site=Site.objects.select_related("root_page").get()
    text="".join(f"/old/{n}.html,/sq/lexime/postimi-{n%2000}/\n" for n in range(10000)).encode()
    s=time.time()
    with CaptureQueriesContext(connection) as c: r=check(text,site)
    print("check 10000:", time.time()-s, len(c), len(r.new))
    s=time.time(); r=import_redirects(text,site); print("import", time.time()-s)
    s=time.time(); r=import_redirects(text,site); print("again", time.time()-s, len(r.known))
    text="".join(f"/sq/x/{n}/,/sq/kompani/none-{n%2000}/\n" for n in range(10000)).encode()
    s=time.time()
    with CaptureQueriesContext(connection) as c: r=check(text,site)
    print("check subjects 10000:", time.time()-s, len(c), len(r.refused))
    s=time.time()
    with CaptureQueriesContext(connection) as c: BlogIndexPage.objects.get().delete()
    print("delete:", time.time()-s, len(c), GoneAddress.objects.count())
