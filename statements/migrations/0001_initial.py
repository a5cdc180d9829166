import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('coalition', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Endorsement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('confirmed', 'Co-signed'), ('withdrawn', 'Withdrawn')], default='confirmed', max_length=10, verbose_name='state')),
                ('method', models.CharField(choices=[('link', 'By the link in its mail'), ('paper', 'On paper, kept on file'), ('press', 'Named in press reports'), ('demo', 'Fictional')], max_length=5, verbose_name='how consent was given')),
                ('endorsed_at', models.DateTimeField(verbose_name='co-signed at')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn at')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='endorsements', to='coalition.organization', verbose_name='organization')),
                ('sources', models.ManyToManyField(blank=True, related_name='endorsements', to='coalition.source', verbose_name='sources')),
            ],
            options={
                'verbose_name': 'co-signature',
                'verbose_name_plural': 'co-signatures',
            },
        ),
        migrations.CreateModel(
            name='HeldWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=40, unique=True, verbose_name='word')),
            ],
            options={
                'verbose_name': 'word that holds a signature',
                'verbose_name_plural': 'words that hold a signature',
                'ordering': ('word',),
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(default=1, editable=False, verbose_name='number')),
                ('title_ko', models.CharField(max_length=200, verbose_name='title (Korean)')),
                ('title_en', models.CharField(blank=True, max_length=200, verbose_name='title (English)')),
                ('summary_ko', models.TextField(blank=True, verbose_name='summary (Korean)')),
                ('summary_en', models.TextField(blank=True, verbose_name='summary (English)')),
                ('text_ko', models.TextField(help_text='Markdown. This is the authoritative text.', verbose_name='text (Korean)')),
                ('text_en', models.TextField(blank=True, verbose_name='text (English)')),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='published at')),
                ('sha256', models.CharField(blank=True, editable=False, max_length=64, verbose_name='SHA-256')),
            ],
            options={
                'verbose_name': 'revision',
                'verbose_name_plural': 'revisions',
                'ordering': ('statement', '-number'),
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('pending', 'Unconfirmed'), ('confirmed', 'Signed'), ('held', 'Held'), ('withdrawn', 'Withdrawn'), ('invalidated', 'Voided')], default='pending', max_length=11, verbose_name='state')),
                ('address_index', models.BinaryField(max_length=32, null=True)),
                ('display', models.CharField(choices=[('private', 'Keep my name private (default)'), ('name', 'Show my name only'), ('name_affiliation', 'Show my name and affiliation')], default='private', max_length=16, verbose_name='shown publicly')),
                ('public_name', models.CharField(blank=True, max_length=120, verbose_name='public name')),
                ('public_affiliation', models.CharField(blank=True, max_length=120, verbose_name='public affiliation')),
                ('language', models.CharField(default='ko', max_length=2, verbose_name='language')),
                ('consent_version', models.CharField(max_length=20, verbose_name='consent text')),
                ('consent_sha256', models.CharField(max_length=64)),
                ('consents_updates', models.BooleanField(default=False, verbose_name='wants news')),
                ('consents_handover', models.BooleanField(default=False, verbose_name='name may be handed over')),
                ('signed_at', models.DateTimeField(verbose_name='signed')),
                ('mailed_at', models.DateTimeField(editable=False, null=True)),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='confirmed')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='withdrawn or voided')),
                ('revision', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='statements.revision', verbose_name='revision')),
            ],
            options={
                'verbose_name': 'signature',
                'verbose_name_plural': 'signatures',
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(allow_unicode=True, max_length=80, unique=True, verbose_name='slug')),
                ('kind', models.CharField(choices=[('joint_statement', 'Joint statement'), ('statement', 'Statement'), ('comment', 'Comment'), ('press_conference', 'Press-conference text'), ('opinion', 'Opinion brief'), ('questionnaire', 'Questionnaire'), ('appeal', 'Appeal'), ('declaration', 'Declaration')], default='joint_statement', max_length=20, verbose_name='kind')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('collecting', 'Collecting co-signatures'), ('published', 'Published')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('issued_on', models.DateField(blank=True, null=True, verbose_name='dated')),
                ('collects_endorsements', models.BooleanField(default=True, verbose_name='organizations can co-sign')),
                ('collects_signatures', models.BooleanField(default=True, verbose_name='people can sign')),
                ('closes_at', models.DateTimeField(blank=True, help_text='Deadline to the minute; empty means none.', null=True, verbose_name='closes')),
                ('paused_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('declared_organizations', models.PositiveIntegerField(blank=True, help_text='Only for a record from the press whose list is not known.', null=True, verbose_name='organizations in all, as reported')),
                ('provenance', models.CharField(choices=[('own', 'Entered by the coalition'), ('press', 'Record compiled from press reports'), ('demo', 'Fictional, for trying things out')], default='own', max_length=5, verbose_name='provenance')),
                ('wrapped_data_key', models.BinaryField(null=True)),
                ('current_revision', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statements.revision')),
            ],
            options={
                'verbose_name': 'statement',
                'verbose_name_plural': 'statements',
            },
        ),
        migrations.CreateModel(
            name='EarlierMeasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('name_ko', models.CharField(max_length=160, verbose_name='name (Korean)')),
                ('name_en', models.CharField(blank=True, max_length=160, verbose_name='name (English)')),
                ('sources', models.ManyToManyField(blank=True, related_name='measures', to='coalition.source', verbose_name='sources')),
            ],
            options={
                'verbose_name': 'earlier measure',
                'verbose_name_plural': 'earlier measures',
                'ordering': ('year',),
            },
        ),
        migrations.CreateModel(
            name='EndorsementAuthority',
            fields=[
                ('endorsement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='authority', serialize=False, to='statements.endorsement')),
                ('name', models.BinaryField()),
                ('role', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='Proposer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='coalition.organization', verbose_name='organization')),
            ],
            options={
                'verbose_name': 'proposing organization',
                'verbose_name_plural': 'proposing organizations',
                'ordering': ('order', 'pk'),
            },
        ),
        migrations.AddField(
            model_name='endorsement',
            name='revision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='endorsements', to='statements.revision', verbose_name='revision'),
        ),
        migrations.CreateModel(
            name='Demand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('text_ko', models.TextField(verbose_name='demand (Korean)')),
                ('text_en', models.TextField(blank=True, verbose_name='demand (English)')),
                ('sources', models.ManyToManyField(blank=True, related_name='demands', to='coalition.source', verbose_name='sources')),
                ('targets', models.ManyToManyField(blank=True, related_name='demands', to='coalition.institution', verbose_name='addressed to')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='demands', to='statements.revision', verbose_name='revision')),
            ],
            options={
                'verbose_name': 'demand',
                'verbose_name_plural': 'demands',
                'ordering': ('order', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='SignaturePersonalData',
            fields=[
                ('signature', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='personal_data', serialize=False, to='statements.signature')),
                ('email', models.BinaryField(null=True)),
                ('name', models.BinaryField(null=True)),
                ('affiliation', models.BinaryField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('statement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='tally', serialize=False, to='statements.statement')),
                ('individuals', models.PositiveIntegerField(default=0)),
                ('folded_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.AddField(
            model_name='statement',
            name='earlier_measures',
            field=models.ManyToManyField(blank=True, related_name='statements', to='statements.earliermeasure', verbose_name='earlier measures it names'),
        ),
        migrations.AddField(
            model_name='statement',
            name='proposers',
            field=models.ManyToManyField(related_name='proposed_statements', through='statements.Proposer', to='coalition.organization', verbose_name='proposing organizations'),
        ),
        migrations.AddField(
            model_name='statement',
            name='sources',
            field=models.ManyToManyField(blank=True, related_name='statements', to='coalition.source', verbose_name='sources'),
        ),
        migrations.AddField(
            model_name='signature',
            name='statement',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='statements.statement', verbose_name='statement'),
        ),
        migrations.AddField(
            model_name='revision',
            name='statement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='statements.statement', verbose_name='statement'),
        ),
        migrations.AddField(
            model_name='proposer',
            name='statement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='statements.statement'),
        ),
        migrations.AddField(
            model_name='endorsement',
            name='statement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='endorsements', to='statements.statement', verbose_name='statement'),
        ),
        migrations.CreateModel(
            name='TallyChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('delta', models.SmallIntegerField()),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tally_changes', to='statements.statement')),
            ],
        ),
        migrations.CreateModel(
            name='TimelineEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='date')),
                ('is_month_only', models.BooleanField(default=False, verbose_name='only the month is known')),
                ('text_ko', models.TextField(verbose_name='what happened (Korean)')),
                ('text_en', models.TextField(blank=True, verbose_name='what happened (English)')),
                ('provenance', models.CharField(choices=[('own', 'Entered by the coalition'), ('press', 'Record compiled from press reports'), ('demo', 'Fictional, for trying things out')], default='own', max_length=5, verbose_name='provenance')),
                ('demands', models.ManyToManyField(blank=True, related_name='timeline', to='statements.demand', verbose_name='answers demands')),
                ('sources', models.ManyToManyField(blank=True, related_name='timeline_entries', to='coalition.source', verbose_name='sources')),
            ],
            options={
                'verbose_name': 'timeline entry',
                'verbose_name_plural': 'timeline',
                'ordering': ('on', 'pk'),
            },
        ),
        migrations.AddConstraint(
            model_name='earliermeasure',
            constraint=models.UniqueConstraint(fields=('year', 'name_ko'), name='statements_measure_unique'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('declared_organizations__isnull', True), ('provenance', 'press'), _connector='OR'), name='statements_declared_count_only_from_press', violation_error_message='A reported number of organizations belongs to press records only.'),
        ),
        migrations.AddIndex(
            model_name='signature',
            index=models.Index(condition=models.Q(('state', 'confirmed'), models.Q(('display', 'private'), _negated=True)), fields=['statement', '-confirmed_at'], name='statements_signature_listed'),
        ),
        migrations.AddIndex(
            model_name='signature',
            index=models.Index(condition=models.Q(('state', 'pending')), fields=['signed_at'], name='statements_signature_pending'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('pending', 'confirmed', 'held'))), fields=('statement', 'address_index'), name='statements_signature_one_per_address'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('display', 'private'), _negated=True), ('public_name', ''), _connector='OR'), name='statements_signature_private_has_no_public_name'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(fields=('statement', 'number'), name='statements_revision_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(condition=models.Q(('published_at__isnull', True)), fields=('statement',), name='statements_revision_one_draft'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('sha256', '')), models.Q(('published_at__isnull', False), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='statements_revision_published_has_digest'),
        ),
        migrations.AddConstraint(
            model_name='proposer',
            constraint=models.UniqueConstraint(fields=('statement', 'organization'), name='statements_proposer_unique'),
        ),
        migrations.AddConstraint(
            model_name='endorsement',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'confirmed')), fields=('statement', 'organization'), name='statements_endorsement_one_per_organization'),
        ),
        migrations.AddConstraint(
            model_name='endorsement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), ('withdrawn_at__isnull', True)), models.Q(('state', 'withdrawn'), ('withdrawn_at__isnull', False)), _connector='OR'), name='statements_endorsement_withdrawn_has_date'),
        ),
    ]
