package main

import (
	"strings"
	"testing"
)

func TestReport(t *testing.T) {
	t.Parallel()
	const pass = `{"Action":"pass","Package":"p","Test":"TestA","Elapsed":0.1}` + "\n" + `{"Action":"pass","Package":"p","Elapsed":0.2}` + "\n"
	tests := map[string]struct {
		in   string
		ok   bool
		want string
	}{
		"passed":          {pass, true, "1 tests passed, 0 failed or did not build, 0 skipped"},
		"no test files":   {pass + `{"Action":"skip","Package":"q"}` + "\n", true, "0 skipped"},
		"nothing tested":  {"", false, "0 tests passed"},
		"skipped":         {pass + `{"Action":"output","Package":"p","Test":"TestB","Output":"    a_test.go:3: no browser\n"}` + "\n" + `{"Action":"skip","Package":"p","Test":"TestB"}` + "\n", false, "SKIPPED p TestB: a_test.go:3: no browser"},
		"failed":          {pass + `{"Action":"output","Package":"p","Test":"TestB","Output":"got 1, want 2\n"}` + "\n" + `{"Action":"fail","Package":"p","Test":"TestB"}` + "\n", false, "got 1, want 2\n"},
		"package timeout": {pass + `{"Action":"output","Package":"q","Output":"panic: test timed out\n"}` + "\n" + `{"Action":"fail","Package":"q"}` + "\n", false, "panic: test timed out"},
		"does not build":  {pass + `{"ImportPath":"q","Action":"build-output","Output":"undefined: x\n"}` + "\n" + `{"ImportPath":"q","Action":"build-fail"}` + "\n", false, "q does not build"},
		"not JSON":        {"go: no module\n" + pass, true, "go: no module"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			ok, err := report(strings.NewReader(tt.in), &out)
			if err != nil {
				t.Fatal(err)
			}
			if ok != tt.ok || !strings.Contains(out.String(), tt.want) {
				t.Errorf("ok %t, want %t with %q in:\n%s", ok, tt.ok, tt.want, out.String())
			}
		})
	}
}
