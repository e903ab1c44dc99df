/** What the script gives to `kubectl apply -f -`. `{pause}` and the like are filled in by the run. */

export const WEB = `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web}
spec:
  replicas: 2
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: main
          image: {pause}
          imagePullPolicy: Never
          ports:
            - {name: http, containerPort: 8080}
          env:
            - {name: GREETING, value: hello}
          resources:
            requests: {cpu: 10m, memory: 8Mi}
`

export const WEB_CHANGED = WEB.replace('value: hello', 'value: goodbye')
export const WEB_UNKNOWN_FIELD = WEB.replace('  replicas: 2', '  replicas: 2\n  replica: 3')
export const WEB_WRONG_TYPE = WEB.replace('replicas: 2', 'replicas: many')
export const WEB_NO_IMAGE = WEB.replace('          image: {pause}\n', '').replace('name: web', 'name: web2')

export const PARTIAL = `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {owner: somebody}
spec:
  replicas: 3
`
export const PARTIAL_LESS = PARTIAL.replace('  labels: {owner: somebody}\n', '')

export const MANY = `
apiVersion: v1
kind: Service
metadata: {name: many}
spec:
  type: LoadBalancer
  selector: {app: many}
  ports:
    - {name: http, port: 8088, targetPort: 8080}
    - {name: dns, port: 8053, protocol: UDP}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: front}
spec:
  rules:
    - host: shop.example
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: many, port: {number: 8088}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed}
spec:
  podSelector: {}
  policyTypes: [Ingress]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: some}
spec:
  minAvailable: 1
  selector: {matchLabels: {app: many}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: disk}
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: nosuch
  resources: {requests: {storage: 1Gi}}
`

export const STATEFUL = `
apiVersion: v1
kind: Service
metadata: {name: store}
spec:
  clusterIP: None
  selector: {app: store}
  ports: [{port: 5432}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: store}
spec:
  serviceName: store
  replicas: 2
  selector: {matchLabels: {app: store}}
  template:
    metadata: {labels: {app: store}}
    spec:
      terminationGracePeriodSeconds: 1
      containers: [{name: main, image: {pause}, imagePullPolicy: Never}]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      terminationGracePeriodSeconds: 1
      tolerations: [{operator: Exists}]
      containers: [{name: main, image: {pause}, imagePullPolicy: Never}]
`.replaceAll('image: {pause}', "image: '{pause}'")

export const JOBS = `
apiVersion: batch/v1
kind: Job
metadata: {name: hello}
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - {name: main, image: '{shell}', imagePullPolicy: Never, command: [sh, -c, 'echo one; echo two; echo three']}
---
apiVersion: batch/v1
kind: Job
metadata: {name: fails}
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      containers:
        - {name: main, image: '{shell}', imagePullPolicy: Never, command: [sh, -c, 'echo no luck; exit 3']}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  schedule: '0 3 * * *'
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers: [{name: main, image: '{shell}', command: [sh, -c, 'echo night']}]
`

export const TALKER = `
apiVersion: v1
kind: Pod
metadata: {name: talker, labels: {app: talker}}
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - {name: main, image: '{shell}', imagePullPolicy: Never, command: [sh, -c, 'echo one; echo two; echo three; sleep 3600']}
`

export const NO_NODE = `
apiVersion: v1
kind: Pod
metadata: {name: nowhere}
spec:
  nodeSelector: {planet: mars}
  containers: [{name: main, image: '{pause}'}]
---
apiVersion: v1
kind: Pod
metadata: {name: no-image}
spec:
  terminationGracePeriodSeconds: 1
  containers: [{name: main, image: 'example.com/nosuch:1', imagePullPolicy: Never}]
`

export const CRD = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.shop.example}
spec:
  group: shop.example
  scope: Namespaced
  names: {plural: widgets, singular: widget, kind: Widget, shortNames: [wd]}
  versions:
    - name: v1
      served: true
      storage: true
      additionalPrinterColumns:
        - {name: Size, type: integer, jsonPath: .spec.size}
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              description: What is wanted of the widget.
              type: object
              properties:
                size: {type: integer, description: How large it is.}
`

export const WIDGET = `
apiVersion: shop.example/v1
kind: Widget
metadata: {name: blue}
spec: {size: 3}
`

export const RBAC = `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
rules: [{apiGroups: [''], resources: [pods], verbs: [get, list]}]
`
