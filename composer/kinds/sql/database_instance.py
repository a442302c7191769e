"""Cloud SQL: database instances."""

from __future__ import annotations

from composer.kinds.inventory import SYNCED, asset
from composer.kinds.kind import Charge, Kind, Rest
from composer.kinds.property import block, blocks, boolean, deletion_policy, integer, labels, link, project, string
from composer.kinds.rest_writes import Writes
from composer.kinds.sql.instance_rules import instance_problems, protected, smaller, taken_away
from composer.units import Days, Gigabytes

_VERSIONS = (
    *(f"MYSQL_{version}" for version in ("5_1", "5_5", "5_6", "5_7", "8_0", "8_4", "9_7")),
    *(f"MYSQL_8_0_{patch}" for patch in (18, *range(26, 38), *range(39, 47))),
    *(f"POSTGRES_{version}" for version in ("9_6", *range(10, 21))),
    *(
        f"SQLSERVER_{year}_{edition}"
        for year in (2017, 2019, 2022)
        for edition in ("STANDARD", "ENTERPRISE", "EXPRESS", "WEB")
    ),
    *(f"SQLSERVER_2025_{edition}" for edition in ("STANDARD", "ENTERPRISE", "EXPRESS")),
)
_DISKS = ("PD_SSD", "PD_HDD", "OBSOLETE_LOCAL_SSD", "HYPERDISK_BALANCED")

_BACKUPS = block(
    {
        "backup_retention_settings": block(
            {
                "retained_backups": integer(required=True, minimum=1, maximum=365),
                "retention_unit": string(enum=("COUNT",), default="COUNT"),
            },
            optional_computed=True,
        ),
        "binary_log_enabled": boolean(),
        "enabled": boolean(),
        "location": string(),
        "point_in_time_recovery_enabled": boolean(),
        "start_time": string(pattern=r"([01][0-9]|2[0-3]):[0-5][0-9]", optional_computed=True),
        "transaction_log_retention_days": integer(unit=Days, minimum=1, maximum=35, optional_computed=True),
    },
    optional_computed=True,
)
_NETWORK = block(
    {
        "allocated_ip_range": string(),
        "authorized_networks": blocks({"value": string(required=True), "expiration_time": string(), "name": string()}),
        "enable_private_path_for_google_cloud_services": boolean(),
        "ipv4_enabled": boolean(default=True),
        "private_network": link(),
        "ssl_mode": string(
            enum=("ALLOW_UNENCRYPTED_AND_ENCRYPTED", "ENCRYPTED_ONLY", "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"),
            optional_computed=True,
        ),
    },
    optional_computed=True,
)
_INSIGHTS = block(
    {
        "query_insights_enabled": boolean(),
        "query_plans_per_minute": integer(minimum=0, maximum=200, optional_computed=True),
        "query_string_length": integer(minimum=256, maximum=4500, default=1024, optional_computed=True),
        "record_application_tags": boolean(),
        "record_client_address": boolean(),
    },
    optional_computed=True,
)
_SETTINGS = block(
    {
        "tier": string(required=True, pattern=r"db-[A-Za-z0-9-]+"),
        "activation_policy": string(enum=("ALWAYS", "NEVER", "ON_DEMAND"), default="ALWAYS"),
        "availability_type": string(enum=("ZONAL", "REGIONAL"), default="ZONAL"),
        "backup_configuration": _BACKUPS,
        "connector_enforcement": string(enum=("NOT_REQUIRED", "REQUIRED"), optional_computed=True),
        "database_flags": blocks({"name": string(required=True), "value": string(required=True)}, unordered=True),
        "deletion_protection_enabled": boolean(),
        "disk_autoresize": boolean(default=True, api="storageAutoResize"),
        "disk_autoresize_limit": integer(unit=Gigabytes, minimum=0, api="storageAutoResizeLimit", format="int64"),
        "disk_size": integer(
            unit=Gigabytes,
            minimum=10,
            maximum=65_536,
            default=10,
            api="dataDiskSizeGb",
            format="int64",
            optional_computed=True,
        ),
        "disk_type": string(enum=_DISKS, default="PD_SSD", api="dataDiskType", optional_computed=True),
        "edition": string(enum=("ENTERPRISE", "ENTERPRISE_PLUS"), optional_computed=True),
        "insights_config": _INSIGHTS,
        "ip_configuration": _NETWORK,
        "location_preference": block({"secondary_zone": string(), "zone": string()}, optional_computed=True),
        "maintenance_window": block(
            {
                "day": integer(minimum=1, maximum=7),
                "hour": integer(minimum=0, maximum=23),
                "update_track": string(enum=("canary", "stable", "week5")),
            }
        ),
        "user_labels": labels(optional_computed=True),
        "version": integer(computed=True, value="1", api="settingsVersion", format="int64"),
    },
    required=False,
    optional_computed=True,
)
_LEFT_OUT = frozenset(
    {
        *("backupdr_backup", "blue_green_deployment", "clone", "encryption_confidential_mode"),
        *("enforce_new_sql_network_architecture", "final_backup_description", "instance_type", "maintenance_version"),
        *("include_replicas_for_major_version_upgrade", "master_instance_name", "node_count", "replica_configuration"),
        *("point_in_time_restore_context", "replica_names", "replication_cluster", "restore_backup_context"),
        *("root_password", "root_password_wo", "root_password_wo_version"),
        "switch_transaction_logs_to_cloud_storage_enabled",
        *("settings.active_directory_config", "settings.advanced_machine_features", "settings.auto_upgrade_enabled"),
        *("settings.collation", "settings.connection_pool_configs", "settings.data_api_access", "settings.time_zone"),
        *("settings.data_cache_config", "settings.data_disk_provisioned_iops", "settings.deny_maintenance_period"),
        *("settings.data_disk_provisioned_throughput", "settings.effective_availability_type"),
        *("settings.enable_dataplex_integration", "settings.enable_google_ml_integration", "settings.entraid_config"),
        *("settings.final_backup_config", "settings.password_validation_policy", "settings.pricing_plan"),
        *("settings.performance_capture_config", "settings.read_pool_auto_scale_config"),
        *("settings.replication_lag_max_seconds", "settings.retain_backups_on_delete"),
        *("settings.sql_server_audit_config", "settings.backup_configuration.backup_tier"),
        "settings.insights_config.enhanced_query_insights_enabled",
        "settings.ip_configuration.custom_subject_alternative_names",
        *("settings.ip_configuration.psc_configs", "settings.ip_configuration.server_ca_mode"),
        *("settings.ip_configuration.server_ca_pool", "settings.ip_configuration.server_certificate_rotation_mode"),
        "settings.location_preference.follow_gae_application",
        # set by the server, and told to nobody here
        *("available_maintenance_versions", "dns_name", "dns_names", "first_ip_address", "ip_addresses"),
        *("private_ip_address", "psc_service_attachment_link", "public_ip_address", "server_ca_certs"),
        "service_account_email_address",
    }
)

DATABASE_INSTANCE = Kind(
    token="gcp:sql/databaseInstance:DatabaseInstance",  # noqa: S106 - a kind's token
    discovery=("sqladmin.v1", "DatabaseInstance"),
    inventory=asset("sqladmin.googleapis.com/Instance", SYNCED),
    permission_name="cloudsql.instances",
    id="projects/{project}/instances/{name}",
    auto_name="name",
    properties={
        "database_version": string(required=True, enum=_VERSIONS),
        "deletion_policy": deletion_policy(),
        "deletion_protection": boolean(api="", default=True),
        "encryption_key_name": string(
            immutable=True, api="diskEncryptionConfiguration.kmsKeyName", optional_computed=True
        ),
        "name": string(required=True, immutable=True, pattern=r"[a-z](?:[-a-z0-9]{0,96}[a-z0-9])?"),
        "project": project(api="project"),
        "region": string(immutable=True, optional_computed=True, pattern=r"[a-z]+(-[a-z]+)+[0-9]+"),
        "settings": _SETTINGS,
        "connection_name": string(computed=True, value="{project}:{region}:{name}"),
        "self_link": string(computed=True, value="https://sqladmin.googleapis.com/sql/v1beta4/{id}"),
    },
    unsupported=_LEFT_OUT,
    rest=Rest(
        service="sqladmin",
        root="https://sqladmin.googleapis.com/",
        get="v1/projects/{project}/instances/{name}",
        list="v1/projects/{project}/instances",
        items="items",
        body={"state": "RUNNABLE", "kind": "sql#instance", "settings.pricingPlan": "PER_USE"},
        # a PUT is about the settings: Google's provider leaves out what else there is
        writes=Writes(
            update=("PATCH", "PUT"),
            change="merge",
            kept=("databaseVersion", "diskEncryptionConfiguration", "region"),
            operation="sql",
        ),
        spellings=(("/sql/v1beta4/", "/v1/"), ("/v1beta4/", "/v1/")),
    ),
    import_ids=("{project}/{name}", "{name}"),
    protected_by="deletion_protection",
    exists="The Cloud SQL instance already exists., instanceAlreadyExists",
    not_found="The Cloud SQL instance does not exist., instanceDoesNotExist",
    charge=Charge(("sql.vcpu", "sql.memory", "sql.disk"), "backups, and what the disk grows by"),
    joint_rule=instance_problems,
    deletion_rule=protected,
    replaced_if={
        ("settings", "disk_size"): smaller,
        ("settings", "ip_configuration", "private_network"): taken_away,
    },
)
