package web_test

import (
	"testing"

	"throughline/internal/db/dbtest"
	"throughline/internal/web/webtest"
)

// A page is parsed when it is shown first; one that nobody has shown yet can be parsed too.
func TestEveryTemplateParses(t *testing.T) {
	t.Parallel()
	if err := webtest.NewCouncil(t, dbtest.Engines(t)[0].URL(t)).App.Views.Parse(); err != nil {
		t.Error(err)
	}
}
