package shell

import "net/http"

// LookAgain has the browser ask for a page again by itself, without a script, after five seconds: a figure on it is being counted.
func LookAgain(w http.ResponseWriter) { w.Header().Set("Refresh", "5") }

// Counting is a page that counts figures: while what they are counted from was made by an older version of Throughline, it says so instead.
func Counting(page Handler) Handler {
	return func(w http.ResponseWriter, r *Request) error {
		if err := r.House().FiguresReady(r.Context()); err != nil {
			return err
		}
		return page(w, r)
	}
}
