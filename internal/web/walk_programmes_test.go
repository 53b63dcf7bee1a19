package web_test

// The pages of programmes of work and of posts are about nobody: whoever may see them is told that the one in the address is not there.
var _ = addProgrammes(probes)

func addProgrammes(probes map[string]probe) bool {
	for _, path := range []string{"/programmes", "/programmes/new", "/posts"} {
		probes["GET "+path] = probe{}
	}
	probes["POST /programmes/new"], probes["POST /posts/undo"] = probe{form: "title=x"}, probe{form: "command=x&team=x"}
	for path, form := range map[string]string{"/programmes/{id}/edit": "base=1&title=x", "/programmes/{id}/{part}/{n}": "base=1&what=x", "/posts/{id}": "base=1&job=x"} {
		probes["GET "+path], probes["POST "+path] = probe{about: "programme"}, probe{about: "programme", form: form}
	}
	probes["GET /programmes/{id}"], probes["POST /programmes/{id}/undo"] = probe{about: "programme"}, probe{about: "programme", form: "command=x"}
	return true
}
