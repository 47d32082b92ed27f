{{/*
What an application's chart includes, each with the same argument:
  (dict "values" (index .Values "init-migrator") "chart" (index .Subcharts "init-migrator").Chart)
*/}}

{{- define "init-migrator.labels" -}}
app.kubernetes.io/name: init-migrator
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* A setting's value as it was written: Helm reads numbers as floats, and would write a large one as 1e+07. */}}
{{- define "init-migrator.setting" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) }}{{ int64 . }}{{ else }}{{ . }}{{ end }}
{{- end }}

{{- define "init-migrator.base" -}}
name: init-migrator
{{- if .values.image.digest }}
image: {{ printf "%s@%s" .values.image.repository .values.image.digest | quote }}
{{- else }}
image: {{ printf "%s:%s" .values.image.repository (.values.image.tag | default .chart.AppVersion) | quote }}
{{- end }}
imagePullPolicy: {{ .values.image.pullPolicy }}
args: [migrate]
resources: {{- toYaml .values.resources | nindent 2 }}
securityContext:
  runAsUser: 65532
  runAsGroup: 65532
  runAsNonRoot: true
  readOnlyRootFilesystem: true
  allowPrivilegeEscalation: false
  capabilities:
    drop: [ALL]
  seccompProfile:
    type: RuntimeDefault
terminationMessagePolicy: FallbackToLogsOnError
{{- end }}

{{- define "init-migrator.databaseEnv" -}}
- name: FLYWAY_URL_FILE
  value: /var/run/secrets/init-migrator/url
- name: FLYWAY_USER_FILE
  value: /var/run/secrets/init-migrator/user
- name: FLYWAY_PASSWORD_FILE
  value: /var/run/secrets/init-migrator/password
{{- if .values.migrations.image }}
- name: FLYWAY_LOCATIONS
  value: filesystem:/bundle/migrations
{{- end }}
{{- end }}

{{- define "init-migrator.databaseMounts" -}}
- name: init-migrator-database
  mountPath: /var/run/secrets/init-migrator
  readOnly: true
{{- if .values.migrations.configMap }}
- name: init-migrator-migrations
  mountPath: /migrations
  readOnly: true
{{- else if .values.migrations.image }}
- name: init-migrator-migrations
  mountPath: /bundle
  readOnly: true
{{- end }}
{{- end }}

{{- define "init-migrator.databaseVolumes" -}}
- name: init-migrator-database
  secret:
    secretName: {{ .values.databaseSecret }}
{{- if .values.migrations.configMap }}
- name: init-migrator-migrations
  configMap:
    name: {{ .values.migrations.configMap }}
{{- else if .values.migrations.image }}
- name: init-migrator-migrations
  image:
    reference: {{ .values.migrations.image }}
    pullPolicy: IfNotPresent
{{- end }}
{{- end }}

{{- define "init-migrator.container" -}}
{{ include "init-migrator.base" . }}
envFrom:
  - configMapRef:
      name: {{ .values.leaseName }}-settings
env:
  - name: POD_NAME
    valueFrom:
      fieldRef:
        fieldPath: metadata.name
  - name: POD_NAMESPACE
    valueFrom:
      fieldRef:
        fieldPath: metadata.namespace
  - name: POD_UID
    valueFrom:
      fieldRef:
        fieldPath: metadata.uid
  - name: POD_TEMPLATE_HASH
    valueFrom:
      fieldRef:
        fieldPath: metadata.labels['pod-template-hash']
  - name: CONTROLLER_REVISION_HASH
    valueFrom:
      fieldRef:
        fieldPath: metadata.labels['controller-revision-hash']
  - name: MIGRATOR_REVISION
    value: $(POD_TEMPLATE_HASH)$(CONTROLLER_REVISION_HASH)
  {{- include "init-migrator.databaseEnv" . | nindent 2 }}
volumeMounts:
  {{- include "init-migrator.databaseMounts" . | nindent 2 }}
  - name: init-migrator-token
    mountPath: /var/run/secrets/kubernetes.io/serviceaccount
    readOnly: true
{{- end }}

{{- define "init-migrator.volumes" -}}
{{ include "init-migrator.databaseVolumes" . }}
- name: init-migrator-token
  projected:
    sources:
      - serviceAccountToken:
          path: token
          expirationSeconds: 3600
      - configMap:
          name: kube-root-ca.crt
          items:
            - key: ca.crt
              path: ca.crt
      - downwardAPI:
          items:
            - path: namespace
              fieldRef:
                fieldPath: metadata.namespace
{{- end }}
