module buzzcrate.dev/demos/go-echo

go 1.24
