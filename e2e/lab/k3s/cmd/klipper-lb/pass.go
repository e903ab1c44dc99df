package main

import (
	"io"
	"log"
	"net"
	"sync"
	"time"
)

const (
	dialTimeout = 10 * time.Second
	// peerTimeout is how long a UDP peer may be silent before its next datagram counts as a new conversation.
	peerTimeout = 2 * time.Minute
)

// passConnections serves until the listener fails.
func passConnections(listener net.Listener, s settings) error {
	for {
		client, err := listener.Accept()
		if err != nil {
			return err
		}
		if !s.allow.contains(client.RemoteAddr()) {
			_ = client.Close()
			continue
		}
		go passConnection(client, s.target)
	}
}

func passConnection(client net.Conn, target string) {
	defer client.Close()
	server, err := net.DialTimeout("tcp", target, dialTimeout)
	if err != nil {
		log.Print(err)
		return
	}
	defer server.Close()
	var both sync.WaitGroup
	both.Add(2)
	go func() { defer both.Done(); copyAndClose(server, client) }()
	go func() { defer both.Done(); copyAndClose(client, server) }()
	both.Wait()
}

// copyAndClose hands on the end of one side, so that a request may end before its answer begins.
func copyAndClose(to, from net.Conn) {
	_, _ = io.Copy(to, from) // ends with either side
	if half, canHalf := to.(*net.TCPConn); canHalf {
		_ = half.CloseWrite()
	}
}

// passDatagrams serves until the socket fails; every peer has a socket of its own, so that answers find their way back.
func passDatagrams(socket net.PacketConn, s settings) error {
	var mu sync.Mutex
	peers := map[string]net.Conn{}
	datagram := make([]byte, 65535)
	for {
		size, from, err := socket.ReadFrom(datagram)
		if err != nil {
			return err
		}
		if !s.allow.contains(from) {
			continue
		}
		mu.Lock()
		peer := peers[from.String()]
		if peer == nil {
			if peer, err = net.Dial("udp", s.target); err != nil {
				mu.Unlock()
				log.Print(err)
				continue
			}
			peers[from.String()] = peer
			go func() {
				answer(socket, peer, from)
				mu.Lock()
				defer mu.Unlock()
				delete(peers, from.String())
			}()
		}
		mu.Unlock()
		_ = peer.SetReadDeadline(time.Now().Add(peerTimeout))
		_, _ = peer.Write(datagram[:size]) // datagrams may be lost
	}
}

func answer(socket net.PacketConn, peer net.Conn, to net.Addr) {
	defer peer.Close()
	datagram := make([]byte, 65535)
	for {
		size, err := peer.Read(datagram)
		if err != nil {
			return
		}
		_, _ = socket.WriteTo(datagram[:size], to)
	}
}
