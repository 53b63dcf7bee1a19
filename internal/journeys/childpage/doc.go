// Package childpage walks through a child's page and what is written about a child: at a glance, notes, supervision, oversight, warnings, chronology, family
// tree, documents and letters.
package childpage
