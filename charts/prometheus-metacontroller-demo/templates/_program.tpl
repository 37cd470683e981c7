{{- define "demo.image" -}}
{{- $name := .Values.image.repository }}
{{- with .Values.image.registry }}
{{- $name = printf "%s/%s" (trimSuffix "/" .) $name }}
{{- end }}
{{- if .Values.image.digest }}
{{- printf "%s@%s" $name .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" $name (.Values.image.tag | default .Chart.AppVersion) }}
{{- end }}
{{- end }}

{{- define "demo.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: prometheus-metacontroller-demo
{{- end }}

{{- /*
A program of files/: ConfigMap, Deployment and Service. Takes a dict: context, name, path of the probe. The pods meet
the Pod Security Standard "restricted".
*/}}
{{- define "demo.program" -}}
{{- $file := printf "%s.mjs" .name }}
{{- with .context }}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ $.name }}
  namespace: {{ .Release.Namespace }}
  labels:
    {{- include "demo.labels" . | nindent 4 }}
data:
  {{ $file }}: |
    {{- .Files.Get (printf "files/%s" $file) | nindent 4 }}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $.name }}
  namespace: {{ .Release.Namespace }}
  labels:
    app.kubernetes.io/name: {{ $.name }}
    {{- include "demo.labels" . | nindent 4 }}
spec:
  replicas: 1
  selector:
    matchLabels:
      app.kubernetes.io/name: {{ $.name }}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {{ $.name }}
    spec:
      automountServiceAccountToken: false
      {{- with .Values.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
        runAsGroup: 65532
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: {{ $.name }}
          image: {{ include "demo.image" . }}
          imagePullPolicy: {{ .Values.image.pullPolicy }}
          command: [{{ .Values.node }}, /etc/demo/{{ $file }}]
          ports:
            - name: http
              containerPort: 8080
          readinessProbe:
            httpGet:
              path: {{ $.path }}
              port: http
          resources:
            requests:
              cpu: 5m
              memory: 48Mi
            limits:
              memory: 128Mi
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop:
                - ALL
          volumeMounts:
            - name: program
              mountPath: /etc/demo
              readOnly: true
      volumes:
        - name: program
          configMap:
            name: {{ $.name }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ $.name }}
  namespace: {{ .Release.Namespace }}
  labels:
    app.kubernetes.io/name: {{ $.name }}
    {{- include "demo.labels" . | nindent 4 }}
spec:
  selector:
    app.kubernetes.io/name: {{ $.name }}
  ports:
    - name: http
      port: 8080
      targetPort: http
{{- end }}
{{- end }}
