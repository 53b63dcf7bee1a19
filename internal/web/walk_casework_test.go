package web_test

// withCasework adds the pages of casework, and those that show the records of one person.
func withCasework(probes map[string]probe) map[string]probe {
	const root = "/children/{id}"
	for path, form := range map[string]string{
		"/notes/new": "type=office&text=x", "/notes/{note}/change": "text=x", "/notes/{note}/remove": "reason=twice", "/supervision": "reflection=x", "/oversight": "decision=x", "/documents/new": "title=x", "/documents/{document}": "removed=x", "/letters/new": "title=x", "/letters/{letter}": "x=y",
		"/chronology/line": "title=x", "/chronology/{record}": "significance=none",
	} {
		probes["GET "+root+path], probes["POST "+root+path] = probe{about: "child"}, probe{about: "child", form: form}
	}
	probes["GET "+root+"/professional"], probes["POST "+root+"/professional"] = probe{about: "child"}, probe{about: "child", form: "name=A"}
	probes["GET "+root+"/professional/{record}/end"], probes["POST "+root+"/professional/{record}/end"] = probe{about: "child"}, probe{about: "child", leave: true}
	probes["POST "+root+"/notes"], probes["POST "+root+"/documents"] = probe{about: "child", form: "words=Ash"}, probe{about: "child", form: "words=Ash"}
	for _, path := range []string{"/notes", "/notes/{note}", "/chronology", "/chronology/court", "/due", "/documents", "/documents/{document}/file", "/letters", "/letters/{letter}/print", "/letters/{letter}/file/{form}", "/chronology/court/file/{form}", "/papers", "/papers/{record}", "/papers/{record}/file/{form}"} {
		probes["GET "+root+path] = probe{about: "child"}
	}
	for _, kind := range []string{"child", "adult"} {
		root := map[string]string{"child": "/children/{id}", "adult": "/adults/{id}"}[kind]
		for _, page := range []string{"/records", "/records/{record}", "/family-tree", "/warnings", "/warnings/{warning}"} {
			probes["GET "+root+page] = probe{about: kind}
		}
		probes["POST "+root+"/warnings"], probes["POST "+root+"/warnings/{warning}"] = probe{about: kind, form: "type=animal"}, probe{about: kind, form: "do=agree"}
		probes["POST "+root+"/casework/undo"] = probe{about: kind, form: "command=x"}
	}
	return probes
}
