package document

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"time"

	"throughline/internal/errs"
)

// Clam is ClamAV's daemon, asked by its INSTREAM command: the bytes go to it in chunks, each after its length, and it answers in one line.
type Clam struct {
	Address string // host:port, or the path of its socket
	Wait    time.Duration
}

// Name implements Scanner.
func (Clam) Name() string { return "ClamAV" }

// Scan implements Scanner.
func (c Clam) Scan(ctx context.Context, r io.Reader) error {
	away := func(err error) error {
		return errs.As(errs.Busy, err, "The virus scanner does not answer, so nothing was kept. Try again in a few minutes, or tell the service desk")
	}
	network := "tcp"
	if strings.HasPrefix(c.Address, "/") {
		network = "unix"
	}
	wait := c.Wait
	if wait == 0 {
		wait = time.Minute
	}
	ctx, stop := context.WithTimeout(ctx, wait)
	defer stop()
	conn, err := (&net.Dialer{}).DialContext(ctx, network, c.Address)
	if err != nil {
		return away(err)
	}
	defer conn.Close() //nolint:errcheck // the answer is all that matters
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			return away(err)
		}
	}
	sent := c.send(conn, r)
	line, err := bufio.NewReader(io.LimitReader(conn, 4096)).ReadString(0)
	line = strings.TrimRight(line, "\x00\n")
	switch {
	case strings.HasSuffix(line, " FOUND"):
		name := strings.TrimSuffix(strings.TrimPrefix(line, "stream: "), " FOUND")
		return errs.Field("file", "The virus scanner found %s in this file. Nothing was kept. Tell the service desk, and do not open it", name)
	case line == "stream: OK" && sent == nil:
		return nil
	}
	return away(errors.Join(sent, err, errors.New("the scanner said: "+line)))
}

func (c Clam) send(conn net.Conn, r io.Reader) error {
	if _, err := conn.Write([]byte("zINSTREAM\x00")); err != nil {
		return err
	}
	buf := make([]byte, 4+64<<10)
	for {
		n, err := r.Read(buf[4:])
		if n > 0 {
			binary.BigEndian.PutUint32(buf, uint32(n))
			if _, err := conn.Write(buf[:4+n]); err != nil {
				return err
			}
		}
		if err == io.EOF {
			_, err := conn.Write([]byte{0, 0, 0, 0})
			return err
		}
		if err != nil {
			return err
		}
	}
}
