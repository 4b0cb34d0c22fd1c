"""A reader fills the cart and orders, with and without JavaScript, on a phone and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from blog.models import BlogPage
from portal.cart.models import CartLine, Order, Product
from portal.pages.languages import url_in
from tests.cart.goods import product

WORDS = {
    "en": {
        "product": "/en/shop/mug/",
        "cart": "/en/cart/",
        "name": "Mug",
        "add": "Put into the cart",
        "added": "“Mug” is in your cart: 1.",
        "open": "Your cart",
        "count": "2 products",
        "more": "One “Mug” more",
        "quantity": "Quantity of “Mug”",
        "go on": "Go on to the order",
        "who": "Your name",
        "phone": "Phone",
        "where": "Where it is to be delivered",
        "consent": "I agree",
        "send": "Send the order",
        "thanks": "The shop has your order",
    },
    "sq": {
        "product": "/sq/dyqani/kupe/",
        "cart": "/sq/shporta/",
        "name": "Kupë",
        "add": "Shtoni në shportë",
        "added": "“Kupë” është në shportën tuaj: 1.",
        "open": "Shporta juaj",
        "count": "2 produkte",
        "more": "Një “Kupë” më shumë",
        "quantity": "Sasia e “Kupë”",
        "go on": "Vazhdoni te porosia",
        "who": "Emri juaj",
        "phone": "Telefon",
        "where": "Ku duhet dërguar",
        "consent": "Jam dakord",
        "send": "Dërgoni porosinë",
        "thanks": "Dyqani e ka marrë porosinë tuaj",
    },
}
WAITING = "One moment: the cart is being brought up to date."
PAGESHOW = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"


@pytest.fixture
def mug(server):
    return product(text_sq="Për kafe.", text_en="For coffee.")


def cart_link(page):
    return page.locator("a[data-drawer]")


def drawer(page):
    return page.locator("#cart-drawer")


@pytest.mark.parametrize("language", ["sq", "en"])
def test_order_on_a_phone(page_at, mug, language, assert_accessible):
    words, page = WORDS[language], page_at(360)
    page.goto(words["product"])
    assert_accessible(page)
    page.get_by_role("main").get_by_role("button", name=words["add"]).click()
    cart = drawer(page)
    expect(cart.get_by_role("status")).to_have_text(words["added"])
    expect(cart.get_by_role("listitem")).to_contain_text(words["name"])
    assert_accessible(page)
    cart.get_by_role("button", name=words["more"]).press("Enter")
    expect(cart.get_by_label(words["quantity"])).to_have_value("2")
    expect(cart.get_by_role("button", name=words["more"])).to_be_focused()
    page.keyboard.press("Escape")
    expect(cart_link(page)).to_have_accessible_name(f"{words['open']} ({words['count']})")

    cart_link(page).click()
    cart.get_by_role("link", name=words["go on"]).click()
    assert_accessible(page)
    page.get_by_label(words["who"]).fill("Ana Hoxha")
    page.get_by_label(words["phone"]).fill("069 123 4567")
    page.get_by_label(words["where"]).fill("Rruga 1")
    page.get_by_role("button", name=words["send"]).click()
    assert_accessible(page)  # with what is wrong
    page.get_by_label(words["consent"]).check()
    page.get_by_role("button", name=words["send"]).click()
    expect(page.get_by_text(words["thanks"])).to_be_visible()
    assert_accessible(page)
    expect(cart_link(page).locator("[data-cart-count]")).to_be_hidden()
    order = Order.objects.get()
    assert (order.language, order.phone, order.lines.get().quantity) == (language, "+355691234567", 2)


@pytest.mark.parametrize("language", ["sq", "en"])
def test_order_without_javascript(page_at, mug, language, assert_accessible):
    words, page, viewer = WORDS[language], page_at(java_script=False), page_at()
    page.goto(words["product"])
    assert_accessible(still(page, viewer))
    page.get_by_role("main").get_by_role("button", name=words["add"]).click()
    expect(page).to_have_url(re.compile(re.escape(words["cart"])))
    expect(page.get_by_text(words["added"])).to_be_visible()
    assert_accessible(still(page, viewer))
    page.get_by_label(words["quantity"]).fill("3")
    page.get_by_label(words["quantity"]).press("Enter")
    expect(page.get_by_label(words["quantity"])).to_have_value("3")
    page.get_by_role("link", name=words["go on"]).click()
    page.get_by_role("button", name=words["send"]).click()
    assert_accessible(still(page, viewer))  # with what is wrong
    beside = [page.get_by_label(name).bounding_box() for name in ["E-mail", words["phone"]]]
    assert len({(box["y"], box["height"]) for box in beside}) == 1
    page.get_by_label(words["who"]).fill("Ana Hoxha")
    page.get_by_label("E-mail").fill("ana@example.com")
    page.get_by_label(words["where"]).fill("Rruga 1")
    page.get_by_label(words["consent"]).check()
    page.get_by_role("button", name=words["send"]).click()
    expect(page.get_by_text(words["thanks"])).to_be_visible()
    assert_accessible(still(page, viewer))
    assert Order.objects.get().lines.get().quantity == 3


def still(page, viewer):
    """What a page shows without JavaScript, in one where axe can run."""
    html = re.sub("</?noscript>|<script.*?</script>", "", page.content(), flags=re.DOTALL)
    viewer.route("**/still/", lambda route: route.fulfill(body=html, content_type="text/html"))
    viewer.goto("/still/")
    viewer.unroute("**/still/")
    return viewer


@pytest.mark.parametrize(("language", "add"), [("sq", "Shtoni në shportë"), ("en", "Put into the cart")])
def test_product_is_added_from_an_article_on_a_phone(page_at, language, add, assert_accessible):
    page = page_at(360)
    article = BlogPage.objects.filter(title_en__startswith="A Text From").get()
    page.goto(url_in(article, language))
    assert_accessible(page)
    page.get_by_role("main").get_by_role("button", name=add).click()
    expect(drawer(page).get_by_role("listitem")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("main").get_by_role("button", name=add)).to_be_focused()
    assert CartLine.objects.get().quantity == 1


def filled(page, mug):
    page.goto("/en/shop/mug/")
    page.get_by_role("main").get_by_role("button", name="Put into the cart").click()
    expect(drawer(page).get_by_label("Quantity of “Mug”")).to_have_value("1")
    return drawer(page)


def test_quantity_by_keyboard_is_sent_when_it_rests_and_keeps_the_focus(page_at, mug):
    page = page_at()
    number = filled(page, mug).get_by_label("Quantity of “Mug”")
    number.focus()
    for _press in range(3):
        page.keyboard.press("ArrowUp")
    expect(drawer(page).get_by_role("status")).to_have_text("“Mug”: now 4.")
    expect(number).to_be_focused()
    expect(number).to_have_value("4")
    number.fill("99")
    expect(drawer(page).get_by_role("status")).to_have_text("At most 10 in one order.")
    expect(number).to_have_value("4")
    assert CartLine.objects.get().quantity == 4


def let_go(route):
    """Chromium loses the redirect of a request that may outlive its page when it is only continued here."""
    route.fulfill(response=route.fetch())


def test_quick_presses_and_what_is_typed_meanwhile_are_not_lost(page_at, mug):
    page = page_at()
    cart = filled(page, mug)
    number, more = cart.get_by_label("Quantity of “Mug”"), cart.get_by_role("button", name="One “Mug” more")
    held = []
    page.route("**/cart/change/", lambda route: let_go(route) if held else held.append(route))
    more.focus()
    with page.expect_request("**/cart/change/"):
        for _press in range(3):
            page.keyboard.press("Enter")
    expect(number).to_have_value("4")
    number.fill("9")
    let_go(held[0])
    expect(cart.get_by_role("status")).to_have_text("“Mug”: now 9.")
    expect(number).to_have_value("9")
    assert CartLine.objects.get().quantity == 9


def test_whoever_goes_on_at_once_takes_the_new_quantity_along(page_at, mug):
    page = page_at()
    cart = filled(page, mug)
    cart.get_by_role("button", name="One “Mug” more").press("Enter")
    cart.get_by_role("link", name="Go on to the order").click()
    expect(page.get_by_text("2 × Mug")).to_be_visible()
    page.go_back()
    cart_link(page).click()
    cart.get_by_role("button", name="One “Mug” more").press("Enter")
    cart.get_by_role("button", name="Remove Mug").press("Enter")
    expect(cart.get_by_role("status")).to_have_text("“Mug” was removed.")
    expect(cart.get_by_text("no longer in your cart")).to_have_count(0)


def test_two_lines_changed_at_once_are_both_taken_along(page_at, mug):
    product("Pen", "Stilolaps")
    page = page_at()
    page.goto("/en/shop/pen/")
    page.get_by_role("main").get_by_role("button", name="Put into the cart").click()
    cart = filled(page, mug)
    for name in ["Mug", "Pen"]:
        cart.get_by_label(f"Quantity of “{name}”").fill("4")
    cart.get_by_role("link", name="Go on to the order").click()
    expect(page.get_by_text("4 × Mug")).to_be_visible()
    expect(page.get_by_text("4 × Pen")).to_be_visible()


def test_refused_line_is_told_though_another_one_succeeds_and_keeps_the_reader_once(page_at, mug):
    product("Pen", "Stilolaps")
    page = page_at()
    page.goto("/en/shop/pen/")
    page.get_by_role("main").get_by_role("button", name="Put into the cart").click()
    cart = filled(page, mug)
    cart.get_by_label("Quantity of “Mug”").fill("99")
    cart.get_by_label("Quantity of “Pen”").fill("7")
    cart.get_by_role("link", name="Go on to the order").click()
    expect(cart.locator(".cart__problem")).to_be_focused()
    expect(cart.locator(".cart__problem")).to_have_text("At most 10 in one order.")
    assert page.url.endswith("/en/shop/mug/")
    expect(cart.get_by_label("Quantity of “Mug”")).to_have_value("1")
    expect(cart.get_by_label("Quantity of “Pen”")).to_have_value("7")
    cart.get_by_role("link", name="Go on to the order").click()
    expect(page.get_by_text("7 × Pen")).to_be_visible()


def test_refused_line_is_told_until_it_is_mended(page_at, mug):
    product("Pen", "Stilolaps")
    page = page_at()
    page.goto("/en/shop/pen/")
    page.get_by_role("main").get_by_role("button", name="Put into the cart").click()
    filled(page, mug)
    page.goto("/en/cart/")
    problem = page.locator(".cart__problem")
    page.get_by_label("Quantity of “Mug”").fill("99")
    expect(problem).to_have_text("At most 10 in one order.")
    page.get_by_label("Quantity of “Pen”").fill("3")
    expect(page.locator("[data-cart-status]")).to_have_text("“Pen”: now 3.")
    expect(problem).to_have_text("At most 10 in one order.")
    page.get_by_label("Quantity of “Mug”").fill("5")
    expect(page.locator("[data-cart-status]")).to_have_text("“Mug”: now 5.")
    expect(problem).to_have_count(0)


def test_what_could_not_be_reached_no_longer_troubles_when_it_can(page_at, mug):
    page = page_at()
    cart = filled(page, mug)
    page.route("**/cart/**", lambda route: route.fulfill(body="a proxy's own words"))
    cart.get_by_role("button", name="Empty the cart").click()
    expect(cart.locator(".cart__problem")).to_contain_text("could not be reached")
    page.unroute("**/cart/**")
    cart.get_by_label("Quantity of “Mug”").fill("3")
    expect(cart.get_by_role("status")).to_have_text("“Mug”: now 3.")
    expect(cart.locator(".cart__problem")).to_have_count(0)
    cart.get_by_role("link", name="Go on to the order").click()
    expect(page.get_by_text("3 × Mug")).to_be_visible()


def page_with_two_lines(page_at, mug):
    product("Pen", "Stilolaps")
    page = page_at()
    page.goto("/en/shop/pen/")
    page.get_by_role("main").get_by_role("button", name="Put into the cart").click()
    filled(page, mug)
    page.goto("/en/cart/")
    page.wait_for_load_state("networkidle")
    return page


def test_change_that_was_lost_is_told_though_another_one_arrives(page_at, mug):
    page = page_with_two_lines(page_at, mug)
    page.route("**/cart/change/", lambda route: route.fulfill(body="a proxy's own words"), times=1)
    page.get_by_label("Quantity of “Mug”").fill("4")
    page.get_by_label("Quantity of “Pen”").fill("5")
    page.get_by_role("link", name="Go on to the order").click()
    expect(page.locator(".cart__problem")).to_be_focused()
    expect(page.locator(".cart__problem")).to_contain_text("could not be reached")
    assert sorted(CartLine.objects.values_list("quantity", flat=True)) == [1, 4]


@pytest.mark.parametrize("way_out", ["removed", "emptied", "removed elsewhere"])
def test_problem_of_a_line_ends_with_the_line(page_at, mug, way_out):
    page = page_with_two_lines(page_at, mug)
    page.get_by_label("Quantity of “Mug”").fill("99")
    expect(page.locator(".cart__problem")).to_have_text("At most 10 in one order.")
    match way_out:
        case "removed":
            page.get_by_role("button", name="Remove Mug").click()
        case "emptied":
            page.get_by_role("button", name="Empty the cart").click()
        case _:
            CartLine.objects.get(product=mug).delete()
            page.evaluate(PAGESHOW)
    expect(page.get_by_label("Quantity of “Mug”")).to_have_count(0)
    expect(page.locator(".cart__problem")).to_have_count(0)


def test_refused_line_is_told_though_a_product_of_the_same_id_is_added(page_at, mug):
    page, pen = page_at(), product("Pen", "Stilolaps")
    cart = filled(page, mug)
    CartLine.objects.update(id=pen.pk)
    page.goto("/en/shop/pen/")
    cart_link(page).click()
    cart.get_by_label("Quantity of “Mug”").fill("99")
    expect(cart.locator(".cart__problem")).to_have_text("At most 10 in one order.")
    page.evaluate("document.querySelector('main form[data-cart-form=add]').requestSubmit()")
    expect(cart.get_by_role("status")).to_have_text("“Pen” is in your cart: 1.")
    expect(cart.locator(".cart__problem")).to_have_text("At most 10 in one order.")


def test_number_that_was_emptied_is_not_ordered_as_it_was(page_at, mug):
    page = page_at()
    cart = filled(page, mug)
    cart.get_by_label("Quantity of “Mug”").fill("")
    cart.get_by_role("link", name="Go on to the order").click()
    expect(cart.locator(".cart__problem")).to_have_text("Choose a whole number, 1 or more.")
    assert page.url.endswith("/en/shop/mug/")


def test_request_that_hangs_holds_back_nothing_but_the_way_to_the_order(page_at, mug):
    page = page_at()
    filled(page, mug)
    page.add_init_script("AbortSignal.timeout = ((of) => (ms) => of.call(AbortSignal, ms / 5))(AbortSignal.timeout)")
    page.goto("/en/cart/")
    page.route("**/cart/change/", lambda route: None)
    page.get_by_label("Quantity of “Mug”").fill("4")
    page.get_by_role("link", name="Go on to the order").click()
    expect(page.locator("[data-cart-status]")).to_have_text(WAITING)
    expect(page.locator(".cart__problem")).to_be_focused()
    expect(page.locator(".cart__problem")).to_contain_text("The cart could not be reached.")
    assert page.url.endswith("/en/cart/")
    with page.expect_request("**/cart/change/"):
        page.get_by_label("Quantity of “Mug”").fill("5")
    other = page.context.new_page()
    other.goto("/en/shop/mug/")
    other.get_by_role("main").get_by_role("button", name="Put into the cart").click()
    expect(drawer(other).get_by_label("Quantity of “Mug”")).to_have_value("2")
    page.get_by_role("link", name="Mug", exact=True).click()
    expect(page).to_have_url(re.compile("/en/shop/mug/"))


def test_number_is_taken_along_wherever_the_reader_goes(page_at, mug):
    page = page_at()
    filled(page, mug)
    page.goto("/en/cart/")
    go = "location.assign('/en/shop/mug/')"
    type_and_go = f"one => {{ one.value = 7; one.dispatchEvent(new Event('input', {{ bubbles: true }})); {go} }}"
    page.get_by_label("Quantity of “Mug”").evaluate(type_and_go)
    expect(page).to_have_url(re.compile("/en/shop/mug/"))
    assert_count(page, 7)
    page.goto("/en/cart/")
    page.get_by_label("Quantity of “Mug”").fill("8")
    page.locator("a[hreflang=sq]").first.click()
    expect(page.get_by_label("Sasia e “Kupë”")).to_have_value("8")


@pytest.mark.parametrize(("start", "first", "then"), [(1, 2, 3), (5, 4, 3), (1, 4, 1)])
def test_number_that_changes_again_on_the_way_out_is_stored_as_it_was_shown(page_at, mug, start, first, then):
    page = page_at()
    filled(page, mug)
    CartLine.objects.update(quantity=start)
    page.goto("/en/cart/")
    page.wait_for_load_state("networkidle")
    answers = []
    page.route("**/cart/change/", lambda route: answers.append(route.fetch()), times=1)
    with page.expect_request("**/cart/change/"):
        page.get_by_label("Quantity of “Mug”").fill(str(first))
    assert_count(page, first)
    type_and_go = """(one, number) => {
        one.value = number;
        one.dispatchEvent(new Event("input", { bubbles: true }));
        location.assign("/en/shop/mug/");
    }"""
    page.get_by_label("Quantity of “Mug”").evaluate(type_and_go, then)
    expect(page).to_have_url(re.compile("/en/shop/mug/"))
    assert_count(page, then)


def test_number_is_typed_on_where_the_caret_was_when_an_answer_came(page_at, mug):
    Product.objects.update(max_per_order=999)
    page = page_at()
    cart = filled(page, mug)
    number = cart.get_by_label("Quantity of “Mug”")
    number.press("Control+a")
    page.keyboard.type("24")
    expect(cart.get_by_role("status")).to_have_text("“Mug”: now 24.")
    page.keyboard.type("5")
    expect(number).to_have_value("245")
    expect(cart.get_by_role("status")).to_have_text("“Mug”: now 245.")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Backspace")
    expect(cart.get_by_role("status")).to_have_text("“Mug”: now 25.")
    page.keyboard.type("1")
    expect(cart.get_by_role("status")).to_have_text("“Mug”: now 215.")
    number.fill("9999")
    expect(cart.get_by_role("status")).to_have_text("At most 999 in one order.")
    expect(number).to_have_value("215")
    assert CartLine.objects.get().quantity == 215


def assert_count(page, number):
    """What was sent by the page before may arrive a little later than this one."""
    ask = "fetch('/en/cart/count/').then((answer) => answer.json()).then((answer) => answer.count)"
    loop = f"async (n) => {{ for (let i = 0; i < 99 && await {ask} !== n; i++); return await {ask} }}"
    assert page.evaluate(loop, number) == number


def test_script_that_hangs_is_not_waited_for(page_at, mug):
    page = page_at(360)
    page.route("**/cart-forms*.js", lambda route: None)
    page.goto("/en/shop/mug/")
    page.get_by_role("main").get_by_role("button", name="Put into the cart").click()
    expect(drawer(page)).to_be_visible()
    assert WAITING in shown_before(drawer(page))
    expect(page.get_by_text("“Mug” is in your cart: 1.")).to_be_visible()
    assert "/en/cart/" in page.url


def test_addition_is_sent_though_the_reader_leaves_before_the_script_comes(page_at, mug):
    page = page_at(360)
    page.route("**/cart-forms*.js", lambda route: None)
    page.goto("/en/shop/mug/")
    add = page.get_by_role("main").get_by_role("button", name="Put into the cart")
    add.evaluate("button => { button.click(); location.assign('/en/shop/') }")
    expect(page).to_have_url(re.compile("/en/shop/$"))
    assert_count(page, 1)


def test_without_the_script_forms_are_sent_plainly(page_at, mug):
    page = page_at(360)
    page.route("**/cart-forms*.js", lambda route: route.fulfill(body="throw 0", content_type="text/javascript"))
    page.goto("/en/shop/mug/")
    page.get_by_role("main").get_by_role("button", name="Put into the cart").click()
    expect(page.get_by_text("“Mug” is in your cart: 1.")).to_be_visible()
    page.get_by_role("button", name="One “Mug” more").click()
    expect(page.get_by_text("“Mug”: now 2.")).to_be_visible()
    page.get_by_role("button", name="Remove Mug").click()
    expect(page.get_by_text("“Mug” was removed.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("Quantity of “Mug”")).to_have_value("2")
    page.goto("/en/")
    cart_link(page).click()
    expect(drawer(page).get_by_role("status")).to_have_text("The cart could not be reached. Try again")
    drawer(page).get_by_role("link", name="Try again").click()
    expect(page.get_by_label("Quantity of “Mug”")).to_have_value("2")


# What fills the drawer; the theme has a script of its own, without which nothing is drawn.
SCRIPTS = re.compile(r"/bundles/(?!theme)[\w-]+(\.\w+)?\.js$")


def test_link_leads_to_the_cart_until_the_script_is_there_that_fills_the_drawer(page_at, mug):
    page = page_at()
    filled(page, mug)
    page.route(SCRIPTS, lambda route: None)
    page.goto("/en/", wait_until="commit")
    cart_link(page).click(no_wait_after=True)
    page.wait_for_url("**/en/cart/", wait_until="commit")
    expect(page.get_by_label("Quantity of “Mug”")).to_have_value("1")


def test_old_browser_has_plain_forms_and_links(page_at, mug):
    page = page_at(360)
    page.add_init_script("delete AbortSignal.timeout")
    page.goto("/en/shop/mug/")
    page.get_by_role("main").get_by_role("button", name="Put into the cart").click()
    expect(page).to_have_url(re.compile("/en/cart/"))
    page.get_by_role("button", name="One “Mug” more").click()
    expect(page.get_by_text("“Mug”: now 2.")).to_be_visible()
    page.goto("/en/")
    cart_link(page).click()
    expect(page).to_have_url(re.compile("/en/cart/$"))
    expect(page.get_by_label("Quantity of “Mug”")).to_have_value("2")


def test_number_typed_before_the_script_came_is_sent_when_it_comes(page_at, mug):
    page, held = page_at(), []
    filled(page, mug)
    page.route("**/cart-forms*.js", lambda route: held.append(route), times=1)
    with page.expect_request("**/cart-forms*.js"):
        page.goto("/en/cart/")
    page.get_by_label("Quantity of “Mug”").fill("4")
    held[0].continue_()
    expect(page.locator("[data-cart-status]")).to_have_text("“Mug”: now 4.")
    assert CartLine.objects.get().quantity == 4


def test_form_sent_plainly_keeps_nothing_of_the_button(page_at, mug):
    page = page_at()
    filled(page, mug)
    page.route("**/cart-forms*.js", lambda route: route.fulfill(body="throw 0", content_type="text/javascript"))
    page.goto("/en/cart/")
    page.route("**/cart/change/", lambda route: route.fulfill(status=204))
    with page.expect_request("**/cart/change/") as sent:
        page.get_by_role("button", name="One “Mug” more").click(no_wait_after=True)
    assert "step=1" in sent.value.post_data
    expect(page.locator("input[name=step]")).to_have_count(0)


def test_double_click_leaves_the_drawer_open(page_at, mug):
    page = page_at(1280)
    page.goto("/en/shop/mug/")
    page.get_by_role("main").get_by_role("button", name="Put into the cart").dblclick()
    expect(drawer(page).get_by_role("listitem")).to_be_visible()
    page.mouse.click(5, 5)
    expect(drawer(page)).to_be_hidden()
    cart_link(page).dblclick()
    expect(drawer(page).get_by_role("listitem")).to_be_visible()


def test_whoever_closes_the_drawer_no_longer_goes_on_to_the_order(page_at, mug):
    page, held, asked = page_at(), [], []
    cart = filled(page, mug)
    page.on("request", lambda request: asked.append(request.url) if request.is_navigation_request() else None)
    page.route("**/cart/change/", lambda route: held.append(route))
    cart.get_by_label("Quantity of “Mug”").fill("2")
    with page.expect_request("**/cart/change/"):
        cart.get_by_role("link", name="Go on to the order").click()
    page.keyboard.press("Escape")
    let_go(held[0])
    expect(cart_link(page)).to_have_accessible_name("Your cart (2 products)")
    page.wait_for_load_state("networkidle")
    assert (asked, page.url.endswith("/en/shop/mug/")) == ([], True)


def test_each_step_of_the_cart_is_accessible(page_at, mug, assert_accessible):
    page = page_at(360)
    filled(page, mug)
    page.goto("/en/cart/")
    assert_accessible(page)
    page.get_by_label("Quantity of “Mug”").fill("99")
    expect(page.locator(".cart__problem")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Remove Mug").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Undo").click()
    page.route("**/cart/**", lambda route: route.fulfill(body="a proxy's own words"))
    page.get_by_role("button", name="One “Mug” more").click()
    expect(page.locator(".cart__problem")).to_contain_text("could not be reached")
    assert_accessible(page)
    page.unroute("**/cart/**")
    CartLine.objects.all().delete()
    page.goto("/en/cart/")
    expect(page.get_by_text("Your cart is empty")).to_be_visible()
    assert_accessible(page)
    page.goto("/en/")
    cart_link(page).click()
    expect(drawer(page).get_by_text("Your cart is empty")).to_be_visible()
    assert_accessible(page)


def test_whoever_comes_back_sees_the_cart_as_it_is(page_at, mug):
    page = page_at()
    filled(page, mug)
    cart_page, other = page.context.new_page(), page.context.new_page()
    cart_page.goto("/en/cart/")
    expect(cart_page.get_by_label("Quantity of “Mug”")).to_have_value("1")
    other.goto("/en/shop/mug/")
    other.get_by_role("main").get_by_role("button", name="Put into the cart").click()
    expect(drawer(other).get_by_label("Quantity of “Mug”")).to_have_value("2")
    for event in ["document.dispatchEvent(new Event('visibilitychange'))", PAGESHOW]:
        for one in [cart_page, page]:
            one.bring_to_front()
            one.evaluate(event)
            expect(one.get_by_label("Quantity of “Mug”")).to_have_value(str(CartLine.objects.get().quantity))
            expect(cart_link(one).locator("[data-cart-count]")).to_contain_text(str(CartLine.objects.get().quantity))
        CartLine.objects.update(quantity=5)


def test_what_is_refused_is_read_before_going_on(page_at, mug):
    page = page_at()
    cart = filled(page, mug)
    cart.get_by_label("Quantity of “Mug”").fill("99")
    cart.get_by_role("link", name="Go on to the order").click()
    expect(cart.get_by_text("At most 10 in one order.", exact=True).last).to_be_visible()
    assert page.url.endswith("/en/shop/mug/")


def test_cart_that_cannot_be_read_is_not_called_empty(page_at, mug):
    page = page_at()
    filled(page, mug)
    page.goto("/en/")
    page.route("**/cart/?fragment=cart", lambda route: route.fulfill(status=200, body="a proxy's own words"))
    cart_link(page).click()
    expect(drawer(page).get_by_role("status")).to_have_text("The cart could not be reached. Try again")
    expect(drawer(page).get_by_text("Your cart is empty")).to_have_count(0)
    page.unroute("**/cart/?fragment=cart")
    drawer(page).get_by_role("link", name="Try again").click()
    expect(page.get_by_label("Quantity of “Mug”")).to_have_value("1")


def test_cart_is_not_called_empty_while_it_is_fetched(page_at, mug):
    page, held = page_at(360), []
    page.goto("/en/shop/mug/")
    page.route("**/cart/add/", lambda route: held.append(route))
    page.get_by_role("main").get_by_role("button", name="Put into the cart").click()
    expect(drawer(page).get_by_role("status")).to_have_text(WAITING)
    expect(drawer(page).get_by_text("Your cart is empty")).to_be_hidden()
    assert WAITING in shown_before(drawer(page))
    let_go(held[0])
    expect(drawer(page).get_by_role("listitem")).to_be_visible()
    assert WAITING not in shown_before(drawer(page))
    page.goto("/en/")
    page.route("**/cart/?fragment=cart", lambda route: held.append(route))
    cart_link(page).click()
    expect(drawer(page).get_by_role("status")).to_have_text(WAITING)
    expect(drawer(page).get_by_text("Your cart is empty")).to_be_hidden()
    let_go(held[1])
    expect(drawer(page).get_by_role("listitem")).to_be_visible()


def shown_before(cart):
    """What the style sheet shows before the content of the drawer."""
    return cart.locator("[data-cart]").evaluate("place => getComputedStyle(place, '::before').content")


def test_addition_that_fails_is_told_above_the_cart_as_it_is(page_at, mug):
    page = page_at(360)
    filled(page, mug)
    page.goto("/en/shop/mug/")
    page.route("**/cart/add/", lambda route: route.fulfill(body="a proxy's own words"))
    page.get_by_role("main").get_by_role("button", name="Put into the cart").click()
    expect(drawer(page).get_by_text("The cart could not be reached.", exact=False).last).to_be_visible()
    expect(drawer(page).get_by_label("Quantity of “Mug”")).to_have_value("1")
    expect(cart_link(page)).to_have_accessible_name("Your cart (1 product)")


def test_answer_that_is_lost_shows_what_became_of_it(page_at, mug):
    page = page_at()
    number = filled(page, mug).get_by_label("Quantity of “Mug”")
    page.route("**/cart/change/", lose_the_answer)
    number.fill("4")
    expect(drawer(page).locator(".cart__problem")).to_contain_text("The cart could not be reached.")
    expect(number).to_have_value("4")
    page.keyboard.press("Escape")
    expect(cart_link(page)).to_have_accessible_name("Your cart (4 products)")


def lose_the_answer(route):
    route.fetch()
    route.fulfill(body="a proxy's own words")


def test_what_was_removed_is_undone_from_where_the_focus_is(page_at, mug, assert_accessible):
    page = page_at(360, scheme="dark")
    cart = filled(page, mug)
    cart.get_by_role("button", name="Remove Mug").press("Enter")
    expect(cart.get_by_role("button", name="Undo")).to_be_focused()
    expect(cart.get_by_role("status")).to_have_text("“Mug” was removed.")
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(cart.get_by_label("Quantity of “Mug”")).to_be_focused()
    expect(cart.get_by_role("status")).to_have_text("“Mug” is back in your cart: 1.")
    expect(cart_link(page)).to_have_accessible_name("Your cart (1 product)")


def test_number_is_asked_for_only_by_who_has_a_cart(page_at, mug):
    page, asked = page_at(), []
    page.on("request", lambda request: asked.append(request.url) if "/cart/" in request.url else None)
    page.goto("/en/")
    page.wait_for_load_state("networkidle")
    cart_link(page).click()
    page.keyboard.press("Escape")
    assert asked == []
    filled(page, mug)
    page.goto("/en/")
    expect(cart_link(page)).to_have_accessible_name("Your cart (1 product)")


def test_second_tab_and_back_show_the_cart_as_it_is(page_at, mug):
    page = page_at()
    filled(page, mug)
    other = page.context.new_page()
    other.goto("/en/")
    expect(cart_link(other)).to_have_accessible_name("Your cart (1 product)")
    other.goto("/en/shop/mug/")
    other.get_by_role("main").get_by_role("button", name="Put into the cart").click()
    expect(drawer(other).get_by_label("Quantity of “Mug”")).to_have_value("2")
    page.keyboard.press("Escape")
    cart_link(page).click()
    expect(drawer(page).get_by_label("Quantity of “Mug”")).to_have_value("2")
    other.goto("/en/cart/")
    other.get_by_role("button", name="Empty the cart").click()
    expect(other.get_by_role("button", name="Undo")).to_be_visible()
    other.go_back()
    expect(cart_link(other).locator("[data-cart-count]")).to_be_hidden()


def test_first_additions_of_two_tabs_make_one_cart(page_at, mug):
    page = page_at()
    other = page.context.new_page()
    for one in (page, other):
        one.goto("/en/shop/mug/")
    click = "document.querySelector('main form[data-cart-form=add]').requestSubmit()"
    page.evaluate(click)
    other.evaluate(click)
    for one in (page, other):
        expect(drawer(one).get_by_role("listitem")).to_be_visible()
    assert CartLine.objects.get().quantity == 2


def test_withdrawn_product_and_new_price_are_told_in_the_drawer(page_at, mug):
    page = page_at()
    cart = filled(page, mug)
    page.keyboard.press("Escape")
    Product.objects.update(price=90_000)
    cart_link(page).click()
    expect(cart.get_by_text("The price has changed: 900 lek instead of 1,500 lek.")).to_be_visible()
    page.keyboard.press("Escape")
    Product.objects.update(is_live=False)
    cart_link(page).click()
    expect(cart.get_by_text("Not sold here any longer.")).to_be_visible()
    expect(cart.get_by_role("link", name="Go on to the order")).to_have_count(0)


def test_server_that_cannot_be_reached_is_told_and_changes_nothing(page_at, mug):
    page = page_at()
    cart = filled(page, mug)
    page.route("**/cart/**", lambda route: route.fulfill(status=200, body="a proxy's own words"))
    cart.get_by_role("button", name="Remove Mug").click()
    expect(cart.get_by_role("status")).to_have_text("The cart could not be reached. Try again")
    expect(cart.locator(".cart__problem")).to_have_text("The cart could not be reached. Try again")
    page.unroute("**/cart/**")
    cart.get_by_role("button", name="Remove Mug").click()
    expect(cart.get_by_role("button", name="Undo")).to_be_visible()
