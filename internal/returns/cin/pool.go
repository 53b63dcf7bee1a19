package cin

// pool makes strings of bytes and gives one it has made before where it can: a census says the same few thousand codes, dates and tags
// again and again. It forgets rather than grows.
type pool struct {
	kept [poolSize]string
}

const (
	poolSize  = 1 << 13
	poolBytes = 32 // longer texts are made anew
)

func (p *pool) of(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if len(b) > poolBytes {
		return string(b)
	}
	h := uint32(2166136261) // FNV-1a
	for _, c := range b {
		h = (h ^ uint32(c)) * 16777619
	}
	at := &p.kept[(h^h>>16)%poolSize]
	if *at != string(b) {
		*at = string(b)
	}
	return *at
}
