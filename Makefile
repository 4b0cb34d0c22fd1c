# The first Python of 3.12 or newer; when there is none, python3 says so itself (portal/bootstrap.py).
FIND_PYTHON = for p in python3 python3.14 python3.13 python3.12 "$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/3.1[2-9]*/bin/python3; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && echo "$$p" && break; done
PYTHON ?= $(or $(shell $(FIND_PYTHON)),python3)
PIN = .venv/bin/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-annotate \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

TEMPLATES = find templates blog help portal -name '*.html' -print0 | xargs -0 .venv/bin/djade --target-version 6.1

.PHONY: run test lint format messages pins pictures bench bench-lighthouse bench-search bench-growth

run: ## serve http://localhost:8000 with the demo (PORT, DATABASE_URL, ADMIN_PASSWORD)
	@$(PYTHON) -m portal.bootstrap run

test: ## run every test (NO_BROWSER=1 leaves out those in a browser)
	@$(PYTHON) -m portal.bootstrap test $(ARGS)

lint: ## what CI checks beside the tests, without the tests
	@$(PYTHON) -m portal.bootstrap dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	$(TEMPLATES) --check

format: ## mend what lint says about format
	@$(PYTHON) -m portal.bootstrap dev
	.venv/bin/ruff check --fix-only .
	.venv/bin/ruff format .
	$(TEMPLATES)

messages: ## collect strings into locale/*/LC_MESSAGES/django.po (needs GNU gettext)
	DEBUG=true .venv/bin/python manage.py makemessages --all --no-obsolete --no-wrap --no-location --extension html,md,py,txt --ignore .venv --ignore tests --ignore docs --ignore 'C*.md'

pins: ## rewrite requirements*.txt from requirements*.in
	@$(PYTHON) -m portal.bootstrap dev
	CUSTOM_COMPILE_COMMAND="make pins" $(PIN) -o requirements.txt requirements.in
	CUSTOM_COMPILE_COMMAND="make pins" $(PIN) -o requirements-dev.txt requirements-dev.in

pictures: ## take the pictures of docs/editors.md anew (ARGS=home takes one)
	@$(PYTHON) -m portal.bootstrap dev
	.venv/bin/python docs/editors/pictures.py $(ARGS)

bench: ## how fast pages are sent, kept and forgotten, beside nginx and a bare view (needs nginx and wrk)
	@$(PYTHON) -m portal.bootstrap dev
	.venv/bin/python -m bench.pages $(ARGS)

bench-lighthouse: ## what Lighthouse says of each type of page (needs npm; ARGS=/sq/ asks for one)
	@$(PYTHON) -m portal.bootstrap dev
	.venv/bin/python -m bench.lighthouse $(ARGS)

bench-search: ## how well and how fast search answers (ARGS=--show lists what is not found first)
	@$(PYTHON) -m portal.bootstrap dev
	.venv/bin/python -m bench.search $(ARGS)

bench-growth: ## how much longer answers take with 100,000 pages than with 1,000 (ARGS="1000 5000 --only search")
	@$(PYTHON) -m portal.bootstrap dev
	.venv/bin/python -m bench.growth $(ARGS)
