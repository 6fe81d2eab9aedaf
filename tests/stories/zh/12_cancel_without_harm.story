# 12 Cancel without harm.
# rules: CMP-2
C> 空调不制冷
C> 不会
C> [photo a.jpg]
S> draft_files == 1
C> 算了不投诉了
B> 还没有提交
B> 1 保留7天 2 现在删除
B! 停驶
S> cases == 0 and draft
C> 2
B> 已删除草稿和照片
S> cases == 0 and not draft and draft_files == 0 and case_files == 0 and not session.transcript
C> 继续
B> 没有找到保存的草稿
S> not draft
C> 方向盘抖得厉害
C> 会
C> 不想投诉了
B> 如车辆有安全风险，请先停驶
S> cases == enquiries
C> 保留
B> 草稿保留7天
S> draft and conversation == 'idle' and safety == 'yes'
C> 取消
B> 草稿怎么处理
C> 现在删除
S> not draft and complaints == 0
