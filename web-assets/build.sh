#!/bin/sh
# Builds the style sheet and the browser scripts into internal/web/static/files, which is committed, so that Go alone
# builds the product.   build.sh          write the files
#                       build.sh --check  write nothing; fail when the committed files differ from a fresh build
set -eu
cd "$(dirname "$0")"
kit=node_modules/govuk-frontend/dist/govuk
target=../internal/web/static/files

if [ ! -d "$kit" ] || [ ! -x node_modules/.bin/sass ]; then
	npm ci --no-audit --no-fund --ignore-scripts
fi

new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT

# The warnings of the kit's own deprecated parts are not ours to mend.
node_modules/.bin/sass --style=compressed --no-source-map --quiet-deps --load-path=node_modules sass/app.scss "$new/app.css"
sed '/^\/\/# sourceMappingURL=/d; s,//# sourceMappingURL=.*$,,' "$kit/govuk-frontend.min.js" > "$new/govuk-frontend.js"
cp js/*.js favicon.svg LICENSE-govuk-frontend.txt "$new/"

# What is licensed for GOV.UK only must not slip in with a new version.
if grep -E -i -n -o 'GDS Transport|@font-face|crest|govuk-logo|url\([^)]*\)' "$new/app.css"; then
	echo "build.sh: the style sheet names a font or a picture that is not ours to show" >&2
	exit 1
fi

if [ "${1:-}" = "--check" ]; then
	if ! diff -r -q "$new" "$target"; then
		echo "build.sh: internal/web/static/files is not what web-assets builds; run web-assets/build.sh and commit the result" >&2
		exit 1
	fi
	echo "build.sh: the committed files are up to date"
	exit 0
fi

mkdir -p "$target"
rm -f "$target"/*
cp "$new"/* "$target/"
ls -l "$target"
