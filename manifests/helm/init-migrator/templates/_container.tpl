{{/*
Templates for an application's chart. Each takes the argument
  (dict "values" (index .Values "init-migrator") "chart" (index .Subcharts "init-migrator").Chart)
init-migrator.initContainers  the list of init containers
init-migrator.container       the container alone, if nothing is copied (migrations.copyFrom)
init-migrator.volumes         the list of volumes
init-migrator.beforeHook      annotations for a ConfigMap or Secret that the Job of mode "hook" needs; takes any argument
*/}}

{{- define "init-migrator.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/name: init-migrator
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "init-migrator.beforeHook" -}}
helm.sh/hook: pre-install,pre-upgrade
helm.sh/hook-weight: "-5"
helm.sh/hook-delete-policy: before-hook-creation
{{- end }}

{{/* The chart's root. Not empty if anything of the release elects by the Lease. */}}
{{- define "init-migrator.elects" -}}
{{- if or (ne .Values.mode "hook") .Values.afterRollout.job }}yes{{ end }}
{{- end }}

{{/* The chart's root. MIGRATOR_ROLLOUT, or nothing. */}}
{{- define "init-migrator.rollout" -}}
{{- $rollout := tpl .Values.afterRollout.workload . }}
{{- if and .Values.afterRollout.job (not $rollout) }}
{{- fail "afterRollout.job needs the workload to wait for; set afterRollout.workload, such as deployment/shop" }}
{{- end }}
{{- if and $rollout (ne .Values.mode "guard") (not .Values.afterRollout.job) }}
{{- fail (printf "afterRollout.workload is set, but in mode %s nothing runs the scripts that are declared after-rollout; set afterRollout.job: true, or use mode guard" .Values.mode) }}
{{- end }}
{{- $rollout }}
{{- end }}

{{/* Helm reads integers of a values file as floats, and would write a large one as 1e+07. */}}
{{- define "init-migrator.setting" -}}
{{- if kindIs "float64" . }}{{ int64 . }}{{ else }}{{ . }}{{ end }}
{{- end }}


{{- define "init-migrator.migrationsConfigMap" -}}
{{- if .values.migrations.scripts }}{{ .values.leaseName }}-migrations{{ else }}{{ .values.migrations.configMap }}{{ end }}
{{- end }}

{{- define "init-migrator.securityContext" -}}
{{- $context := .values.securityContext }}
{{- if .values.openshift }}{{ $context = omit $context "runAsUser" "runAsGroup" }}{{ end }}
{{- toYaml $context }}
{{- end }}

{{/* Argument: values, chart, command */}}
{{- define "init-migrator.base" -}}
name: {{ .values.name }}
{{- if .values.image.digest }}
image: {{ printf "%s@%s" .values.image.repository .values.image.digest | quote }}
{{- else }}
image: {{ printf "%s:%s" .values.image.repository (.values.image.tag | default .chart.AppVersion) | quote }}
{{- end }}
imagePullPolicy: {{ .values.image.pullPolicy }}
args: [{{ .command }}]
resources: {{- toYaml .values.resources | nindent 2 }}
securityContext: {{- include "init-migrator.securityContext" . | nindent 2 }}
terminationMessagePolicy: FallbackToLogsOnError
{{- end }}

{{- define "init-migrator.databaseKeys" -}}
{{ .values.databaseSecretKeys | default (dict "FLYWAY_URL" "url" "FLYWAY_USER" "user" "FLYWAY_PASSWORD" "password") | toYaml }}
{{- end }}

{{/* FLYWAY_LOCATIONS is said in one place: another would be ignored. Empty for the default of the source. */}}
{{- define "init-migrator.locations" -}}
{{- $places := list }}
{{- if hasKey .values.settings "FLYWAY_LOCATIONS" }}{{ $places = append $places "settings.FLYWAY_LOCATIONS" }}{{ end }}
{{- if .values.migrations.locations }}{{ $places = append $places "migrations.locations" }}{{ end }}
{{- if and .values.migrations.image .values.migrations.path }}{{ $places = append $places "migrations.path" }}{{ end }}
{{- range .values.extraEnv }}
{{- if eq .name "FLYWAY_LOCATIONS" }}{{ $places = append $places "extraEnv" }}{{ end }}
{{- end }}
{{- if gt (len $places) 1 }}
{{- fail (printf "the location of the migrations is set by %s; keep one of them" (join " and " $places)) }}
{{- end }}
{{- if and .values.migrations.path (not (or .values.migrations.image .values.migrations.copyFrom)) }}
{{- fail "migrations.path is a directory of migrations.image or migrations.copyFrom, and neither is set; set one of them" }}
{{- end }}
{{- if .values.migrations.locations }}{{ join "," .values.migrations.locations }}
{{- else if and .values.migrations.image .values.migrations.path }}filesystem:/bundle{{ .values.migrations.path }}
{{- end }}
{{- end }}

{{- define "init-migrator.databaseEnv" -}}
{{- if and .values.databaseSecretKeys (not .values.databaseSecret) }}
{{- fail "databaseSecretKeys are keys of databaseSecret, which is empty; set it, or name files in extraEnv" }}
{{- end }}
{{- if .values.databaseSecret }}
{{- range $setting, $key := include "init-migrator.databaseKeys" . | fromYaml }}
- name: {{ $setting }}_FILE
  value: /var/run/secrets/init-migrator/{{ $key }}
{{- end }}
{{- end }}
{{- if .values.databaseCa.configMap }}
- name: FLYWAY_JDBC_PROPERTIES_SSLMODE
  value: verify-full
- name: FLYWAY_JDBC_PROPERTIES_SSLROOTCERT
  value: /var/run/secrets/init-migrator/ca.crt
{{- end }}
{{- with include "init-migrator.locations" . }}
- name: FLYWAY_LOCATIONS
  value: {{ . | quote }}
{{- end }}
{{- with .values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "init-migrator.databaseMounts" -}}
{{- if or .values.databaseSecret .values.databaseCa.configMap }}
- name: {{ .values.name }}-database
  mountPath: /var/run/secrets/init-migrator
  readOnly: true
{{- end }}
{{- if .values.migrations.image }}
- name: {{ .values.name }}-migrations
  mountPath: /bundle
  readOnly: true
{{- else if or (include "init-migrator.migrationsConfigMap" .) .values.migrations.copyFrom }}
- name: {{ .values.name }}-migrations
  mountPath: /migrations
  readOnly: true
{{- end }}
{{- with .values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "init-migrator.databaseVolumes" -}}
{{- if or .values.databaseSecret .values.databaseCa.configMap }}
- name: {{ .values.name }}-database
  projected:
    sources:
      {{- if .values.databaseSecret }}
      - secret:
          name: {{ .values.databaseSecret }}
          items:
            {{- range $key := include "init-migrator.databaseKeys" . | fromYaml | values | uniq | sortAlpha }}
            - key: {{ $key | quote }}
              path: {{ $key | quote }}
            {{- end }}
      {{- end }}
      {{- with .values.databaseCa.configMap }}
      - configMap:
          name: {{ . }}
          items:
            - key: {{ $.values.databaseCa.key | quote }}
              path: ca.crt
      {{- end }}
{{- end }}
{{- if .values.migrations.image }}
- name: {{ .values.name }}-migrations
  image:
    reference: {{ .values.migrations.image }}
    pullPolicy: IfNotPresent
{{- else if .values.migrations.copyFrom }}
- name: {{ .values.name }}-migrations
  emptyDir:
    sizeLimit: 512Mi
{{- else if include "init-migrator.migrationsConfigMap" . }}
- name: {{ .values.name }}-migrations
  configMap:
    name: {{ include "init-migrator.migrationsConfigMap" . }}
{{- end }}
{{- with .values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "init-migrator.copyContainer" -}}
name: {{ .values.name }}-copy
image: {{ .values.migrations.copyFrom | quote }}
imagePullPolicy: IfNotPresent
command: [cp, -R, {{ printf "%s/." (.values.migrations.path | default "/migrations" | trimSuffix "/") | quote }}, /bundle/]
resources: {{- toYaml .values.copyResources | nindent 2 }}
securityContext: {{- include "init-migrator.securityContext" . | nindent 2 }}
volumeMounts:
  - name: {{ .values.name }}-migrations
    mountPath: /bundle
{{- end }}

{{/* Argument: values, chart, command. Elected by the Lease, with the pod's identity and the Kubernetes token. */}}
{{- define "init-migrator.elected" -}}
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
  - name: ROLLOUTS_POD_TEMPLATE_HASH
    valueFrom:
      fieldRef:
        fieldPath: metadata.labels['rollouts-pod-template-hash']
  - name: MIGRATOR_REVISION
    value: $(POD_TEMPLATE_HASH)$(CONTROLLER_REVISION_HASH)$(ROLLOUTS_POD_TEMPLATE_HASH)
  {{- if eq .command "guard" }}
  - name: MIGRATOR_HTTP_PORT
    value: "8089"
  {{- end }}
  {{- include "init-migrator.databaseEnv" . | trim | nindent 2 }}
volumeMounts:
  {{- include "init-migrator.databaseMounts" . | nindent 2 }}
  - name: {{ .values.name }}-token
    mountPath: /var/run/secrets/kubernetes.io/serviceaccount
    readOnly: true
{{- if eq .command "guard" }}
restartPolicy: Always
ports:
  - name: migrator
    containerPort: 8089
startupProbe:
  httpGet:
    path: /startupz
    port: migrator
  periodSeconds: 1
  # As long as the longest migration may take: an hour.
  failureThreshold: 3600
readinessProbe:
  httpGet:
    path: /readyz
    port: migrator
livenessProbe:
  httpGet:
    path: /livez
    port: migrator
{{- end }}
{{- end }}

{{- define "init-migrator.container" -}}
{{- $command := get (dict "init-container" "migrate" "guard" "guard" "wait" "wait" "job" "wait") .values.mode }}
{{- if not $command }}
{{- fail "the chart init-migrator has mode hook, in which pods have no container of it; use another mode, or leave init-migrator.container out" }}
{{- end }}
{{- include "init-migrator.elected" (merge (dict "command" $command) .) }}
{{- end }}

{{- define "init-migrator.initContainers" -}}
{{- if .values.migrations.copyFrom -}}
- {{ include "init-migrator.copyContainer" . | indent 2 | trim }}
{{ end -}}
- {{ include "init-migrator.container" . | indent 2 | trim }}
{{- end }}

{{- define "init-migrator.volumes" -}}
{{ include "init-migrator.databaseVolumes" . }}
- name: {{ .values.name }}-token
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
