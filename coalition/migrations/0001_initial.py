import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name='PartnerRegistration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('unconfirmed', 'Mailbox not yet confirmed'), ('waiting', 'Waiting for approval'), ('approved', 'Approved'), ('declined', 'Declined')], default='unconfirmed', max_length=11, verbose_name='state')),
                ('name_ko', models.CharField(max_length=120, verbose_name='name (Korean)')),
                ('name_en', models.CharField(blank=True, max_length=160, verbose_name='name (English)')),
                ('kind', models.CharField(choices=[('coalition', 'Coalition'), ('federation', 'Federation'), ('association', 'Association'), ('centre', 'Counselling or support centre'), ('union', 'Trade union'), ('student_club', 'Student club'), ('other', 'Other')], max_length=20, verbose_name='kind')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('about_ko', models.TextField(blank=True, verbose_name='about (Korean)')),
                ('parent_name', models.CharField(blank=True, max_length=120, verbose_name='belongs to (as written)')),
                ('name_claim', models.CharField(blank=True, choices=[('different', 'We are a different organization.'), ('existing', 'We are in charge of the organization already there.')], max_length=9, verbose_name='about the similar name')),
                ('language', models.CharField(default='ko', max_length=2, verbose_name='language')),
                ('address_index', models.BinaryField(max_length=32, null=True)),
                ('consent_version', models.CharField(max_length=20, verbose_name='consent text')),
                ('consent_sha256', models.CharField(max_length=64)),
                ('submitted_at', models.DateTimeField(verbose_name='sent in')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='mailbox confirmed')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('decline_reason', models.TextField(blank=True, verbose_name='reason, as told to the applicant')),
            ],
            options={
                'verbose_name': 'partner registration',
                'verbose_name_plural': 'partner registrations',
                'ordering': ('-submitted_at',),
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(unique=True, verbose_name='code')),
                ('title', models.CharField(max_length=300, verbose_name='title')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='address')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
            ],
            options={
                'verbose_name': 'source',
                'verbose_name_plural': 'sources',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name or activity name')),
                ('language', models.CharField(choices=[('ko', '한국어'), ('en', 'English')], default='ko', max_length=2, verbose_name='language')),
                ('is_staff', models.BooleanField(default=False, verbose_name='may use the back office')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'account',
                'verbose_name_plural': 'accounts',
            },
        ),
        migrations.CreateModel(
            name='MailLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_digest', models.BinaryField(max_length=32)),
                ('on', models.DateField()),
                ('sent_count', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('address_digest', 'on'), name='coalition_mail_limit_unique')],
            },
        ),
        migrations.CreateModel(
            name='Organization',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(allow_unicode=True, max_length=80, unique=True, verbose_name='slug')),
                ('name_ko', models.CharField(help_text='As the organization writes it, with its legal form: (사)…', max_length=120, verbose_name='name (Korean)')),
                ('name_en', models.CharField(blank=True, max_length=160, verbose_name='name (English)')),
                ('short_name_ko', models.CharField(blank=True, max_length=40, verbose_name='short name')),
                ('kind', models.CharField(choices=[('coalition', 'Coalition'), ('federation', 'Federation'), ('association', 'Association'), ('centre', 'Counselling or support centre'), ('union', 'Trade union'), ('student_club', 'Student club'), ('other', 'Other')], default='association', max_length=20, verbose_name='kind')),
                ('relation', models.CharField(blank=True, choices=[('branch', 'Branch'), ('affiliated_centre', 'Affiliated centre'), ('sub_body', 'Sub-body'), ('member', 'Member organization'), ('club', 'Club')], max_length=20, verbose_name='relation')),
                ('sort_key', models.CharField(db_collation='C', db_index=True, editable=False, max_length=120, verbose_name='sort key')),
                ('sort_key_override', models.CharField(blank=True, help_text='Only where the name sorts wrongly by itself.', max_length=120, verbose_name='sort as')),
                ('state', models.CharField(choices=[('active', 'Active'), ('suspended', 'Suspended')], default='active', max_length=10, verbose_name='state')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('about_ko', models.TextField(blank=True, verbose_name='about (Korean)')),
                ('about_en', models.TextField(blank=True, verbose_name='about (English)')),
                ('provenance', models.CharField(choices=[('own', 'Entered by the coalition'), ('press', 'Record compiled from press reports'), ('demo', 'Fictional, for trying things out')], default='own', max_length=5, verbose_name='provenance')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='branches', to='coalition.organization', verbose_name='belongs to')),
                ('sources', models.ManyToManyField(blank=True, related_name='organizations', to='coalition.source', verbose_name='sources')),
            ],
            options={
                'verbose_name': 'organization',
                'verbose_name_plural': 'organizations',
                'ordering': ('sort_key', 'name_ko'),
            },
        ),
        migrations.CreateModel(
            name='RegistrationContact',
            fields=[
                ('sent_in', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='contact', serialize=False, to='coalition.partnerregistration')),
                ('name', models.BinaryField()),
                ('role', models.BinaryField()),
                ('email', models.BinaryField()),
            ],
            options={
                'verbose_name': 'contact',
                'verbose_name_plural': 'contacts',
            },
        ),
        migrations.AddField(
            model_name='partnerregistration',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decided_%(class)s_set', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='partnerregistration',
            name='organization',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='coalition.organization', verbose_name='organization'),
        ),
        migrations.CreateModel(
            name='Representative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('appointed_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='appointed on')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='ended on')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='representatives', to='coalition.organization', verbose_name='organization')),
                ('registration', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='representative', to='coalition.partnerregistration', verbose_name='registration')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='representations', to=settings.AUTH_USER_MODEL, verbose_name='account')),
            ],
            options={
                'verbose_name': 'representative',
                'verbose_name_plural': 'representatives',
            },
        ),
        migrations.CreateModel(
            name='ReportedCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_of', models.DateField(verbose_name='as of')),
                ('organizations_count', models.PositiveIntegerField(verbose_name='organizations')),
                ('organizations_approximate', models.BooleanField(default=False, verbose_name='organizations approximate')),
                ('individuals_count', models.PositiveIntegerField(blank=True, null=True, verbose_name='individuals')),
                ('individuals_approximate', models.BooleanField(default=False, verbose_name='individuals approximate')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reported_counts', to='coalition.organization', verbose_name='coalition')),
                ('sources', models.ManyToManyField(blank=True, related_name='reported_counts', to='coalition.source', verbose_name='sources')),
            ],
            options={
                'verbose_name': 'reported count',
                'verbose_name_plural': 'reported counts',
                'ordering': ('as_of',),
            },
        ),
        migrations.CreateModel(
            name='Institution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True, verbose_name='slug')),
                ('name_ko', models.CharField(max_length=120, verbose_name='name (Korean)')),
                ('name_en', models.CharField(blank=True, max_length=160, verbose_name='name (English)')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='name in use from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='name in use until')),
                ('predecessor', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successor', to='coalition.institution', verbose_name='formerly')),
                ('sources', models.ManyToManyField(blank=True, related_name='institutions', to='coalition.source', verbose_name='sources')),
            ],
            options={
                'verbose_name': 'institution',
                'verbose_name_plural': 'institutions',
                'ordering': ('name_ko',),
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('action', models.CharField(max_length=60, verbose_name='act')),
                ('subject_type', models.CharField(max_length=60, verbose_name='record type')),
                ('subject_id', models.CharField(max_length=60, verbose_name='record')),
                ('detail', models.JSONField(default=dict, verbose_name='detail')),
                ('previous_digest', models.BinaryField(max_length=32)),
                ('digest', models.BinaryField(max_length=32)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='audit_entries', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'audit entry',
                'verbose_name_plural': 'audit trail',
                'ordering': ('-pk',),
                'indexes': [models.Index(fields=['subject_type', 'subject_id'], name='coalition_audit_subject')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tier', models.CharField(choices=[('steering', 'Steering organization'), ('member', 'Participating organization'), ('supporter', 'Supporting organization')], default='member', max_length=10, verbose_name='tier')),
                ('joined_on', models.DateField(blank=True, null=True, verbose_name='joined on')),
                ('left_on', models.DateField(blank=True, null=True, verbose_name='left on')),
                ('coalition', models.ForeignKey(limit_choices_to={'kind': 'coalition'}, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='coalition.organization', verbose_name='coalition')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coalition_memberships', to='coalition.organization', verbose_name='organization')),
            ],
            options={
                'verbose_name': 'membership',
                'verbose_name_plural': 'memberships',
                'constraints': [models.UniqueConstraint(condition=models.Q(('left_on__isnull', True)), fields=('coalition', 'organization'), name='coalition_membership_unique_current'), models.CheckConstraint(condition=models.Q(('left_on__isnull', True), ('joined_on__isnull', True), ('left_on__gte', models.F('joined_on')), _connector='OR'), name='coalition_membership_left_after_joined', violation_error_message='It cannot leave before it joined.')],
            },
        ),
        migrations.AddConstraint(
            model_name='partnerregistration',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('unconfirmed', 'waiting'))), fields=('address_index',), name='coalition_partnerregistration_one_open'),
        ),
        migrations.AddConstraint(
            model_name='partnerregistration',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'unconfirmed'), ('confirmed_at__isnull', False), _connector='OR'), name='coalition_partnerregistration_confirmed_before_decided'),
        ),
        migrations.AddConstraint(
            model_name='partnerregistration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state__in', ('unconfirmed', 'waiting'))), models.Q(('decided_at__isnull', False), ('state', 'approved')), models.Q(('decided_at__isnull', False), ('state', 'declined'), models.Q(('decline_reason', ''), _negated=True)), _connector='OR'), name='coalition_partnerregistration_decision_complete'),
        ),
        migrations.AddConstraint(
            model_name='partnerregistration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), ('organization__isnull', False), _connector='OR'), name='coalition_partnerregistration_approved_has_organization'),
        ),
        migrations.AddConstraint(
            model_name='representative',
            constraint=models.UniqueConstraint(fields=('user', 'organization'), name='coalition_representative_unique'),
        ),
        migrations.AddConstraint(
            model_name='representative',
            constraint=models.CheckConstraint(condition=models.Q(('user__isnull', False), ('registration__isnull', False), _connector='OR'), name='coalition_representative_is_somebody'),
        ),
        migrations.AddConstraint(
            model_name='reportedcount',
            constraint=models.UniqueConstraint(fields=('organization', 'as_of'), name='coalition_reported_count_unique'),
        ),
        migrations.AddIndex(
            model_name='organization',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('name_ko'), name='gin_trgm_ops'), django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('name_en'), name='gin_trgm_ops'), django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('short_name_ko'), name='gin_trgm_ops'), name='coalition_organization_trgm'),
        ),
        migrations.AddConstraint(
            model_name='organization',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('parent__isnull', True), ('relation', '')), models.Q(('parent__isnull', False), models.Q(('relation', ''), _negated=True)), _connector='OR'), name='coalition_organization_relation_with_parent', violation_error_message='State both: what it belongs to and how it is related.'),
        ),
    ]
