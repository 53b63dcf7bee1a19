package web_test

// The pages of care and of the panel are probed as all others are; the record in an address is one of another kind. With records of their own kind they are
// walked in internal/journeys/care.
var _ = addCare(probes)

func addCare(probes map[string]probe) bool {
	const root = "/children/{id}/care"
	for path, form := range map[string]string{
		"/start": "status=V2", "/status": "base=1&status=C2", "/placement": "base=1&type=K2", "/end": "base=1&ceased=E4A", "/change/{record}": "base=1", "/facts/{fact}": "type=M", "/facts/{fact}/{record}": "base=1",
		"/panel": "for=therapy&what=x", "/panel/{record}/amend": "base=1&for=therapy", "/panel/{record}/tie": "placement=x", "/prices/{record}/change": "base=1&week=1",
	} {
		probes["GET "+root+path], probes["POST "+root+path] = probe{about: "child"}, probe{about: "child", form: form}
	}
	for path, form := range map[string]string{"/undo": "command=x", "/change/{record}/out": "base=1", "/facts/{fact}/{record}/out": "base=1", "/prices/undo": "command=x", "/prices/{record}/recovered": "base=1", "/panel/{record}/withdraw": "base=1&comment=Not+needed", "/panel/{record}/decide": "base=1&act=approved"} {
		probes["POST "+root+path] = probe{about: "child", form: form}
	}
	for _, path := range []string{"", "/facts", "/versions/{record}", "/panel/{record}", "/prices/{record}"} {
		probes["GET "+root+path] = probe{about: "child"}
	}
	probes["GET /panel-requests"], probes["GET /approval-limits"], probes["GET /placement-prices"], probes["GET /placement-prices/check"] = probe{}, probe{}, probe{}, probe{}
	for path, form := range map[string]string{"": "base=0&worker=worker:nobody", "/clear": "base=1&worker=worker:nobody", "/undo": "worker=worker:nobody&command=x"} {
		probes["POST /approval-limits"+path] = probe{form: form}
	}
	return true
}
