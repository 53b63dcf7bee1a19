package web_test

// The pages of requests for a copy of a record: a walker who answers none finds no request, whatever the record.
var _ = addRequests(probes)

func addRequests(probes map[string]probe) bool {
	probes["GET /access-requests"], probes["GET /access-requests/new"], probes["POST /access-requests/new"] = probe{}, probe{}, probe{form: "q=" + hiddenName}
	const of = "/children/{id}/access-requests/"
	probes["GET "+of+"new"], probes["POST "+of+"new"] = probe{about: "child"}, probe{about: "child", form: "name="}
	for _, page := range []string{"", "/identity", "/authority", "/ask", "/answered", "/extend", "/hand", "/sent", "/close", "/reopen", "/read", "/parts/{part}"} {
		probes["GET "+of+"{request}"+page] = probe{about: "child"}
		if page != "" {
			probes["POST "+of+"{request}"+page] = probe{about: "child", form: "base=1&do=give"}
		}
	}
	for _, page := range []string{"/parts/{part}/file", "/editions/{edition}"} {
		probes["GET "+of+"{request}"+page] = probe{about: "child"}
	}
	for _, page := range []string{"/facts", "/undo"} {
		probes["POST "+of+"{request}"+page] = probe{about: "child", form: "command=x"}
	}
	return true
}
