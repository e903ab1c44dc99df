module buzzcrate/lab/stub-k3s

go 1.22
