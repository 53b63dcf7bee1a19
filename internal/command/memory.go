package command

import "sync"

// Memory is what rooms keep in the memory of this process about a database, so that they need not read it again for each page. Whatever lies in it can
// be lost at any moment: it follows from the database, and whoever keeps something there sees to it that it is not older than what is asked. The nil
// Memory keeps nothing. It is safe for many goroutines.
type Memory struct {
	mu sync.Mutex
	of map[any]any
}

// Of is what lies under a key, made when nothing does; nil of the nil Memory. A key is of a type of its room's own.
func (m *Memory) Of(key any, empty func() any) any {
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.of[key]
	if !ok {
		if m.of == nil {
			m.of = map[any]any{}
		}
		v = empty()
		m.of[key] = v
	}
	return v
}
