{{- /*
The certificate of the webhooks as JSON: ca, crt and key, in base64. An upgrade keeps the one that is there. All
templates of a rendering get the same one.
*/}}
{{- define "prometheus-metacontroller.admission.certificate" -}}
{{- if not (hasKey .Values.admission "made") }}
{{- $name := include "prometheus-metacontroller.admission.fullname" . }}
{{- $found := lookup "v1" "Secret" .Release.Namespace $name }}
{{- $data := (get (default dict $found) "data") | default dict }}
{{- if and (get $data "tls.crt") (get $data "tls.key") }}
{{- $ca := get $data "ca.crt" | default (get $data "tls.crt") }}
{{- $_ := set .Values.admission "made" (dict "ca" $ca "crt" (get $data "tls.crt") "key" (get $data "tls.key")) }}
{{- else }}
{{- $host := printf "%s.%s.svc" $name .Release.Namespace }}
{{- $ca := genCA (printf "%s-ca" $name) 3650 }}
{{- $made := genSignedCert $host nil (list $host) 3650 $ca }}
{{- $_ := set .Values.admission "made" (dict
  "ca" ($ca.Cert | b64enc) "crt" ($made.Cert | b64enc) "key" ($made.Key | b64enc)) }}
{{- end }}
{{- end }}
{{- toJson .Values.admission.made }}
{{- end }}

{{- /* caBundle of a webhook. Empty with cert-manager, which writes it. */}}
{{- define "prometheus-metacontroller.admission.caBundle" -}}
{{- with .Values.admission.certificate }}
{{- if .certManager.enabled }}
{{- else if .existingSecret }}
{{- .ca | b64enc }}
{{- else }}
{{- (include "prometheus-metacontroller.admission.certificate" $ | fromJson).ca }}
{{- end }}
{{- end }}
{{- end }}

{{- /* Annotations by which cert-manager writes the caBundle. */}}
{{- define "prometheus-metacontroller.admission.caAnnotations" -}}
{{- if .Values.admission.certificate.certManager.enabled -}}
cert-manager.io/inject-ca-from: {{ .Release.Namespace }}/{{ include "prometheus-metacontroller.admission.fullname" . }}
{{- end }}
{{- end }}

{{- /* clientConfig of a webhook. Takes a dict: context, path. */}}
{{- define "prometheus-metacontroller.admission.clientConfig" -}}
{{- with include "prometheus-metacontroller.admission.caBundle" .context -}}
caBundle: {{ . }}
{{ end -}}
service:
  name: {{ include "prometheus-metacontroller.admission.fullname" .context }}
  namespace: {{ .context.Release.Namespace }}
  path: {{ .path }}
  port: 443
{{- end }}
