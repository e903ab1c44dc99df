package main

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

func environment(values string) func(string) string {
	return func(name string) string {
		for _, each := range strings.Fields(values) {
			if key, value, _ := strings.Cut(each, "="); key == name {
				return value
			}
		}
		return ""
	}
}

func TestSettings(t *testing.T) {
	s, err := settingsFrom(environment("SRC_PORT=81 DEST_PORT=81 DEST_IPS=10.43.7.7,fd00::1 DEST_PROTO=UDP SRC_RANGES=10.0.0.0/8,fd00::/8"))
	if err != nil || s.target != "10.43.7.7:81" || !s.udp || len(s.allow) != 2 {
		t.Errorf("%+v %v", s, err)
	}
	for _, broken := range []string{"DEST_PORT=81 DEST_IPS=1.2.3.4", "SRC_PORT=81 DEST_PORT=81", "SRC_PORT=1 DEST_PORT=1 DEST_IPS=1.2.3.4 SRC_RANGES=x"} {
		if _, err := settingsFrom(environment(broken)); err == nil {
			t.Errorf("%s must be refused", broken)
		}
	}
}

func TestAllowList(t *testing.T) {
	list, err := parseAllowList("10.0.0.0/8, 192.168.1.1/32")
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]bool{"10.1.2.3": true, "192.168.1.1": true, "192.168.1.2": false, "::ffff:10.1.2.3": true} {
		if got := list.contains(&net.TCPAddr{IP: net.ParseIP(address), Port: 5}); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
	if everybody, _ := parseAllowList(""); !everybody.contains(&net.TCPAddr{IP: net.ParseIP("1.2.3.4"), Port: 5}) {
		t.Error("an empty list is everybody")
	}
}

// The client ends its request, and must still get the answer.
func TestPassesBothEndsOfAConnection(t *testing.T) {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	go func() {
		conn, err := server.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		request, _ := io.ReadAll(conn)
		_, _ = conn.Write([]byte("you said " + string(request)))
	}()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() { _ = passConnections(listener, settings{target: server.Addr().String()}) }()
	client, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	_, _ = client.Write([]byte("hello"))
	_ = client.(*net.TCPConn).CloseWrite()
	if got, err := io.ReadAll(client); err != nil || string(got) != "you said hello" {
		t.Errorf("%q %v", got, err)
	}
}

func TestPassesDatagramsAndTheirAnswers(t *testing.T) {
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	go func() {
		datagram := make([]byte, 100)
		for {
			size, from, err := server.ReadFrom(datagram)
			if err != nil {
				return
			}
			_, _ = server.WriteTo([]byte("you said "+string(datagram[:size])), from)
		}
	}()
	socket, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	go func() { _ = passDatagrams(socket, settings{target: server.LocalAddr().String()}) }()
	for _, word := range []string{"hello", "again"} {
		client, err := net.Dial("udp", socket.LocalAddr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		_, _ = client.Write([]byte(word))
		_ = client.SetReadDeadline(time.Now().Add(5 * time.Second))
		answer := make([]byte, 100)
		if size, err := client.Read(answer); err != nil || string(answer[:size]) != "you said "+word {
			t.Errorf("%q %v", answer[:size], err)
		}
	}
}
