# The front door: `make` alone prints the verbs. Every verb first sets up what is missing, then does its job.
#
# Set-up needs python3 (3.11 or newer) with venv, and nothing else. Everything comes from the hashed locks:
# requirements-bootstrap.lock (uv), then requirements.lock to run, or requirements-dev.lock to run and to test.
# Stamps in .venv make a second call free; .venv is disposable: delete it and the next verb makes it again.

VENV := .venv
BIN := $(VENV)/bin
PYTHONS := $(or $(PYTHON),python3 python3.13 python3.12 python3.11)
NOTEBOOKS := $(wildcard notebooks/*.ipynb notebooks/*/*.ipynb)
STRIP := $(BIN)/nbstripout --extra-keys "metadata.papermill cell.metadata.papermill"

# The dev lock holds all of the run lock at the same versions: where it is installed, nothing else is asked for, so
# that a diagnostic after the tests neither removes nor installs anything.
READY := $(or $(wildcard $(VENV)/.dev),$(VENV)/.run)

# Each notebook has a kernel of its own: without cached bytecode, each would compile all that it imports again.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# An administration's network often signs with its own certificate: the system knows it, uv alone does not.
export UV_SYSTEM_CERTS ?= 1

# A variable that no verb reads would be ignored without a word: `make batch DEPARTMENT=42 FORMAT=pdf`.
KNOWN := COMMUNE EPCI TERRITOIRE DATE DEPARTEMENT LIST FORMATS VERS TOURS NOMBRE TOUT GRAINE REAL UPGRADE VENV PYTHON PYTHONS
TYPED := $(foreach name,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $(name)))),$(name)))
STRANGE := $(filter-out $(KNOWN) MAKEFLAGS MAKEOVERRIDES UV_SYSTEM_CERTS,$(TYPED))
ifneq ($(STRANGE),)
$(error Variable inconnue : $(STRANGE). Celles de ce projet : $(KNOWN))
endif

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help diagnostic batch lab docs test test-slow check format bench fuzz pictures dictionary lock reference sample one-territory \
        one-batch files-and-date

help:
	@echo "Usage : make VERBE"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r verb text; do printf '  %-12s %s\n' "$$verb" "$$text"; done

diagnostic: one-territory $(READY) ## écrit le diagnostic d'un territoire : COMMUNE=42302, EPCI=244200770 ou TERRITOIRE=identifiant ; DATE=2026-12-31 fixe la date d'édition
	@$(BIN)/ctg diagnostic "$${COMMUNE:-$${EPCI:-$$TERRITOIRE}}" $(if $(DATE),--date "$$DATE")

batch: one-batch $(READY) ## écrit le diagnostic de chaque commune, si quelque chose a changé : EPCI=244200770, DEPARTEMENT=42 ou LIST=fichier.csv ; DATE=2026-12-31 FORMATS=pdf,xlsx VERS=dossier
	@$(BIN)/ctg batch $${EPCI:+--epci "$$EPCI"} $${DEPARTEMENT:+--departement "$$DEPARTEMENT"} $${LIST:+--liste "$$LIST"} \
	  $${DATE:+--date "$$DATE"} $${FORMATS:+--formats "$$FORMATS"} $${VERS:+--vers "$$VERS"}

# The settings of the project stand beside the notebooks: French, no news, nothing asked of the network. JupyterLab reads
# them as defaults, so that whatever an analyst chose for their own stays theirs.
lab: export JUPYTER_CONFIG_PATH := $(CURDIR)/notebooks/.jupyter$(if $(JUPYTER_CONFIG_PATH),:$(JUPYTER_CONFIG_PATH))
lab: $(READY) ## ouvre JupyterLab, en français, sur l’accueil des notebooks à explorer
	$(BIN)/jupyter lab

# Pages, docstrings and nothing else: made again whole, without the network, and refused at the first warning.
docs: $(VENV)/.dev ## écrit la documentation dans build/docs/, à lire sans réseau
	@rm -rf build/docs
	@$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going --fresh-env --conf-dir docs --doctree-dir build/doctrees . build/docs
	@echo "Écrit : build/docs/index.html"

# One process a core; tests that share what is long to make stay together (tests/conftest.py), in their own order.
SHARED := --numprocesses auto --dist loadscope --no-loadscope-reorder

test: $(VENV)/.dev ## passe les tests
	$(BIN)/python -m pytest -m "not slow" $(SHARED)

test-slow: $(VENV)/.dev ## passe les tests longs
	$(BIN)/python -m pytest -m slow $(SHARED)

check: $(VENV)/.dev ## vérifie la forme du code et des notebooks, les types et l'ordre des modules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(if $(NOTEBOOKS),$(STRIP) --verify $(NOTEBOOKS))

format: $(VENV)/.dev ## remet en forme le code et les notebooks
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(if $(NOTEBOOKS),$(STRIP) $(NOTEBOOKS))

bench: $(VENV)/.dev ## mesure le calcul, l'accès aux services, le secret, et un lot à côté de la manière ordinaire (TOURS=2 NOMBRE=50)
	@$(BIN)/python -m tests.benchmarks.national
	@$(BIN)/python -m tests.benchmarks.catchments
	@$(BIN)/python -m tests.benchmarks.secrecy
	@$(BIN)/python -m tests.benchmarks.batch $(or $(TOURS),2) $(or $(NOMBRE),50) $(if $(TOUT),tout)

fuzz: $(VENV)/.dev ## abîme les fichiers d'exemple des milliers de fois, et vérifie ce qui en est lu ; NOMBRE=10000 GRAINE=0
	@$(BIN)/python -m tests.fuzz.trials $(or $(NOMBRE),10000) $(or $(GRAINE),0)

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header $(if $(UPGRADE),--upgrade)

dictionary: $(READY) ## refait docs/dictionnaire.md d'après les déclarations des indicateurs
	@$(BIN)/ctg indicators --dictionnaire > docs/dictionnaire.md

lock: $(VENV)/.base ## refait les verrous d'après pyproject.toml ; UPGRADE=1 prend les versions les plus récentes
	$(LOCK) --group bootstrap --output-file requirements-bootstrap.lock
	$(LOCK) pyproject.toml --group build --output-file requirements.lock
	$(LOCK) pyproject.toml --group build --extra dev --constraints requirements.lock --output-file requirements-dev.lock

pictures: $(VENV)/.dev ## refait les images de LISEZMOI ; demande Chromium
	@$(BIN)/python -m tests.pictures

reference: $(READY) ## refait les tables de territoires de data/reference d'après le découpage administratif ; demande npm et le réseau
	@command -v npm >/dev/null || { echo "Il faut npm. Sous Debian ou Ubuntu : apt install npm" >&2; exit 1; }
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT \
	  && editions=$$($(BIN)/python -c 'from ctg_lib.sources.decoupage import EDITIONS, PACKAGE; print(*(f"{PACKAGE}@{one.version}" for one in EDITIONS))') \
	  && (cd "$$folder" && npm pack --silent $$editions >/dev/null) \
	  && $(BIN)/python -m ctg_lib.sources.decoupage "$$folder"

sample: files-and-date $(READY) ## refait data/sample d'après les fichiers publiés : REAL=dossier DATE=2026-11-24
	@$(BIN)/python -m ctg_lib.sampling "$$REAL" "$$DATE"

# Before any installation: exactly one territory, or nothing is done.
one-territory:
	@set -- $${COMMUNE:+x} $${EPCI:+x} $${TERRITOIRE:+x}; [ $$# -eq 1 ] || { \
	  echo "Indiquez un territoire, et un seul. Exemple : make diagnostic COMMUNE=42302" >&2; exit 2; }

# Before any installation too: whose communes, told in one way.
one-batch:
	@set -- $${EPCI:+x} $${DEPARTEMENT:+x} $${LIST:+x}; [ $$# -eq 1 ] || { \
	  echo "Indiquez de quelles communes, d'une seule façon. Exemples : make batch EPCI=244200770, DEPARTEMENT=42 ou LIST=fichier.csv" >&2; exit 2; }

# Before any installation too: the folder that data/sample/recipe.yaml speaks of, and the day it was read.
files-and-date:
	@[ -n "$$REAL" ] && [ -n "$$DATE" ] || { \
	  echo "Indiquez le dossier des fichiers publiés et la date. Exemple : make sample REAL=/chemin/du/dossier DATE=2026-11-24" >&2; exit 2; }

$(VENV)/.base: requirements-bootstrap.lock
	@for candidate in $(PYTHONS); do \
	  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  found=$$("$(firstword $(PYTHONS))" --version 2>&1) || found="aucun Python"; \
	  echo "Il faut Python 3.11 ou plus récent ; trouvé : $$found." >&2; \
	  echo "Installez-le, ou dites où il est : make … PYTHON=/chemin/vers/python3.12" >&2; exit 1; \
	fi; \
	echo "Préparation de l'environnement dans $(VENV), une seule fois…"; \
	"$$python" -m venv --clear $(VENV) || { \
	  echo "L'environnement n'a pas pu être créé. Sous Debian ou Ubuntu : apt install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: -r $< \
	  || echo "uv ne s'installe pas ici : pip fera le travail, plus lentement."
	@touch $@

$(VENV)/.run: requirements.lock pyproject.toml $(VENV)/.base
$(VENV)/.dev: requirements-dev.lock pyproject.toml $(VENV)/.base

# pip takes over where uv is missing or fails: behind a company's mirror, often only pip is configured.
$(VENV)/.run $(VENV)/.dev:
	@echo "Installation des paquets de $<…"
	@{ [ -x $(BIN)/uv ] && $(BIN)/uv pip sync --quiet --require-hashes --python $(BIN)/python $< \
	  && $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .; } || { \
	  echo "uv n'a pas pu installer : pip prend le relais, plus lentement…" >&2; \
	  $(BIN)/python -m pip install --quiet --require-hashes -r $< \
	  && $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .; } || { \
	  echo "L'installation a échoué, pour la raison dite ci-dessus. Si c'est le réseau, relancez la même commande plus tard." >&2; exit 1; }
	@touch $@
